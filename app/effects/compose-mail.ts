import type { Subject } from '~/effects/check-message';
import type { ClaimedMessage } from '~/effects/message-state';
import type { Recipient } from '~/effects/recipient';
import type { Env } from '~/env.server';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { Program } from '~/loyalty/program';
import { unsubscribeHeaders } from '~/mail/headers';
import { occasionVariables, type Occasion } from '~/mail/message-variables';
import { renderMessage } from '~/mail/render.server';
import type { OutgoingMail } from '~/mail/transport.server';
import { wayOutOf } from '~/mail/way-out';
import type { MailLocale } from '~/mail/variables';

export type ComposedMail =
  | { ok: true; mail: OutgoingMail; locale: MailLocale }
  | { ok: false; part: 'subject' | 'body'; message: string; locale: MailLocale };

export interface ComposeInput {
  subject: Subject;
  recipient: Recipient;
  emailHash: string;
}

/** Program + facts + recipient -> a mail, ready to hand over. */
export async function composeMail(
  env: Pick<Env, 'SHOPIFY_APP_URL' | 'EMAIL_HASH_KEY'>,
  context: ShopContext,
  claim: Pick<ClaimedMessage, 'kind' | 'locale' | 'messageIdHeader'>,
  { subject, recipient, emailHash }: ComposeInput,
): Promise<ComposedMail> {
  const { program, shop } = context;
  const locale = mailLocale(recipient.locale ?? claim.locale);
  const template = templateOf(program, subject);
  const wayOut = claim.kind === 'promotional' ? wayOutOf(env, { shop, emailHash }, locale) : null;
  const rendered = await renderMessage({
    locale,
    subject: template.subject[locale],
    body: template.body[locale],
    ...occasionVariables(
      {
        locale,
        customer: { firstName: recipient.firstName, lastName: recipient.lastName },
        shopName: context.name,
      },
      occasionOf(context, subject),
    ),
    imprint: program.sender.imprint,
    style: program.style,
    wayOut,
  });
  if (!rendered.ok) return { ok: false, part: rendered.part, message: rendered.message, locale };
  const name = [recipient.firstName, recipient.lastName].filter(Boolean).join(' ');
  return {
    ok: true,
    locale,
    mail: {
      from: { name: program.sender.name, address: program.sender.email },
      to: { name: name || null, address: recipient.email },
      replyTo: program.sender.replyTo,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      messageId: claim.messageIdHeader,
      headers: {
        // other people's out-of-office answers are not for this shop's mailbox
        'Auto-Submitted': 'auto-generated',
        ...(wayOut ? unsubscribeHeaders(wayOut.unsubscribeUrl) : {}),
      },
    },
  };
}

function templateOf(program: Program, subject: Subject): Program['thankYou']['first'] {
  if (subject.kind === 'order') return program.thankYou[subject.variant];
  if (subject.kind === 'greeting') {
    return subject.greeting === 'birthday'
      ? program.greetings.birthday.message
      : program.greetings.roundDates.message;
  }
  const { message, reminder, restored } = program.anniversary;
  return { anniversary: message, reminder: reminder.message, restored }[subject.message];
}

function occasionOf({ currency }: ShopContext, subject: Subject): Occasion {
  if (subject.kind === 'order') return { order: { name: subject.orderName, number: subject.orderNumber } };
  if (subject.kind === 'gift') return { anniversary: { ...subject, ...subject.limits, currency } };
  return subject.greeting === 'birthday' ? { birthday: true } : { roundDate: subject };
}

/** "de-CH" -> "de"; whoever speaks neither gets English. */
function mailLocale(locale: string | null): MailLocale {
  return locale?.toLowerCase().startsWith('de') ? 'de' : 'en';
}
