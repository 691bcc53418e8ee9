import { shopDate } from '~/loyalty/calendar';
import { couponYears, greetedOccasion, nextRoundDate, roundDate } from '~/loyalty/greetings';
import type { Program } from '~/loyalty/program';
import { milestoneOccasion } from '~/loyalty/thank-you';
import type { StoryMessage } from './messages-card';
import type { StoryOrder } from './orders-card';

/** A chapter of the customer's story besides the anniversaries: a round order, a round date, a birthday. */
export interface StoryOccasion {
  /** "order:5" | "days:1000" | "years:5" | "birthday:2026" */
  occasion: string;
  /** shop date of the day itself; null for a birthday, which is not stored */
  date: string | null;
  orderName: string | null;
  /** what was sent for it; null: nothing, since the app was not there yet or it was switched off */
  message: Pick<StoryMessage, 'state' | 'reason' | 'at'> | null;
}

export interface NextOccasions {
  /** null: switched off, or none is left */
  roundDate: { occasion: string; date: string } | null;
  /** the next order with a text of its own, and how many orders are missing to it */
  order: { number: number; missing: number } | null;
}

/** A message as the story reads it. */
export interface OccasionMessage extends StoryMessage {
  subjectKey: string;
}

interface Input {
  /** oldest first */
  orders: readonly Pick<StoryOrder, 'orderId' | 'name' | 'processedAt' | 'number'>[];
  messages: readonly OccasionMessage[];
  /** shop date of the first order that counts */
  firstDate: string | null;
  /** there may be orders that we are not shown: nobody knows which one is the fifth */
  earlierHidden: boolean;
  program: Pick<Program, 'thankYou' | 'greetings' | 'anniversary'>;
  timeZone: string;
  /** shop date */
  today: string;
}

/** The chapters so far, newest first. A round order is one by its number today, whatever was sent for it. */
export function occasionChapters(input: Input): StoryOccasion[] {
  return [...roundOrders(input), ...greetings(input)].sort((a, b) => (dayOf(a) < dayOf(b) ? 1 : -1));
}

function roundOrders({ orders, messages, program, timeZone }: Input): StoryOccasion[] {
  const bySubject = new Map(messages.map((message) => [message.subjectKey, message]));
  return orders.flatMap(({ orderId, name, processedAt, number }) => {
    if (number === null || !program.thankYou.milestoneOrders.includes(number)) return [];
    return {
      occasion: milestoneOccasion(number),
      date: shopDate(processedAt, timeZone),
      orderName: name,
      message: whatBecameOf(bySubject.get(`order:${orderId}`)),
    };
  });
}

function greetings({ messages, firstDate, program }: Input): StoryOccasion[] {
  return messages.flatMap((message) => {
    const occasion = greetedOccasion(message.subjectKey);
    if (occasion === null) return [];
    const isRoundDate = message.rule === 'round-date' && firstDate !== null;
    return {
      occasion,
      date: isRoundDate ? roundDate(occasion, firstDate, program.anniversary.leapDay) : null,
      orderName: null,
      message: whatBecameOf(message),
    };
  });
}

/** What is to come. Whether it is greeted then is decided then: consent may come and go. */
export function nextOccasions({ orders, earlierHidden, firstDate, program, today }: Input): NextOccasions {
  const { thankYou, greetings: greeted, anniversary } = program;
  const counted = Math.max(0, ...orders.map(({ number }) => number ?? 0));
  const ahead = thankYou.milestoneOrders.filter((number) => number > counted);
  const number = Math.min(...ahead);
  return {
    roundDate:
      greeted.roundDates.enabled && firstDate !== null
        ? nextRoundDate({
            firstDate,
            rules: greeted.roundDates,
            couponYears: couponYears(program),
            leapDay: anniversary.leapDay,
            today,
          })
        : null,
    order:
      thankYou.enabled && !earlierHidden && ahead.length > 0 ? { number, missing: number - counted } : null,
  };
}

function whatBecameOf(message: OccasionMessage | undefined): StoryOccasion['message'] {
  return message ? { state: message.state, reason: message.reason, at: message.at } : null;
}

const dayOf = ({ date, message }: StoryOccasion): string => date ?? message?.at ?? '';
