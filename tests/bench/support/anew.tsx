import { Body, Container, Head, Hr, Html, Section, Text } from '@react-email/components';
import { render } from '@react-email/render';
import { renderLiquid } from '../../../app/mail/liquid';
import { renderInput } from './dispatch-mail';

/** The thank-you of `bench dispatch` the usual way: a react-email component, rendered for each message as HTML and as text. */

const font = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

interface Props {
  shop: string;
  subject: string;
  paragraphs: readonly string[];
  imprint: string;
}

function ThankYou({ shop, subject, paragraphs, imprint }: Props) {
  return (
    <Html lang="de" dir="ltr">
      <Head>
        <title>{subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
      </Head>
      <Body style={{ backgroundColor: '#f4f4f2', fontFamily: font, margin: 0, padding: '24px 12px' }}>
        <Container
          style={{ backgroundColor: '#ffffff', borderRadius: 8, maxWidth: 560, padding: '32px 32px 24px' }}
        >
          <Text style={{ color: '#1f1f1d', fontSize: 20, fontWeight: 600, margin: '0 0 24px' }}>{shop}</Text>
          <Section>
            {paragraphs.map((paragraph, index) => (
              <Text
                key={index}
                style={{ color: '#1f1f1d', fontSize: 16, lineHeight: '25px', margin: '0 0 16px' }}
              >
                {paragraph}
              </Text>
            ))}
          </Section>
          <Hr style={{ borderColor: '#e3e3de', margin: '32px 0 16px' }} />
          <Text style={{ color: '#6b6b66', fontSize: 12, lineHeight: '18px', margin: '0 0 12px' }}>
            {imprint}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

export async function renderAnew(input: ReturnType<typeof renderInput>) {
  const subject = renderLiquid(input.subject, input.variables);
  const body = renderLiquid(input.body, input.variables);
  if (!subject.ok || !body.ok) throw new Error('the template does not render');
  const message = (
    <ThankYou
      shop={input.variables.shop.name}
      subject={subject.text}
      paragraphs={body.text.split(/\n\n+/)}
      imprint={input.imprint}
    />
  );
  return {
    subject: subject.text,
    html: await render(message),
    text: await render(message, { plainText: true }),
  };
}
