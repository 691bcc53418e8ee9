import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ShopFormat } from '~/components/format';
import type { RevenueMonth } from '~/ledger/figures.server';

interface Props {
  months: RevenueMonth[];
  format: ShopFormat;
  /** of new and repeat */
  labels: [string, string];
}

const NEW_COLOUR = '#8fc1ad';
const REPEAT_COLOUR = '#1f5f4a';

export default function RevenueChart({ months, format, labels }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={months} margin={{ top: 8, right: 8, bottom: 0, left: 8 }}>
        <CartesianGrid vertical={false} stroke="#e3e3e3" />
        <XAxis dataKey="month" tickFormatter={format.month} tickLine={false} fontSize={12} minTickGap={12} />
        <YAxis tickFormatter={format.wholeMoney} tickLine={false} axisLine={false} fontSize={12} width={72} />
        <Tooltip
          formatter={(value) => format.money(Number(value))}
          labelFormatter={(month) => format.month(String(month))}
          cursor={{ fill: '#f1f1f1' }}
        />
        <Legend
          iconType="square"
          wrapperStyle={{ fontSize: 12 }}
          formatter={(label: string) => <span style={{ color: '#303030' }}>{label}</span>}
        />
        <Bar
          dataKey="newMinor"
          name={labels[0]}
          stackId="revenue"
          fill={NEW_COLOUR}
          isAnimationActive={false}
        />
        <Bar
          dataKey="repeatMinor"
          name={labels[1]}
          stackId="revenue"
          fill={REPEAT_COLOUR}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
