/** What is known about an inbound mail. Nothing else it says can change its tier (SAFETY 1.1, IN-5, A17). */
export type Evidence = {
  /** Addresses of every From, normalised as participants' are; malformed: group syntax or control characters. */
  from: { addresses: string[]; malformed: boolean }
  /** DMARC or aligned DKIM by a trusted authserv-id; a temporary error is unknown (IN-3). */
  authentication: 'pass' | 'fail' | 'none' | 'unknown'
  token: 'none' | 'invalid' | 'revoked' | 'valid'
  /** The person the token was issued to. */
  participant: { name: string; email: string; active: boolean } | null
  /** A registration number found only in the subject or the text. */
  mentions: string | null
}

export type Tier = 'T0' | 'T1' | 'T2' | 'T3'
export type Reason = keyof typeof judgements
export type Trust = {
  tier: Tier
  reason: Reason
  /** True: shown in the thread at once. A T1 mail belongs to the thread but waits until a reviewer accepts it. */
  entersThread: boolean
  verdict: 'pass' | 'none' | 'fail'
  sentence: string
}

type Judgement = { tier: Tier; verdict: Trust['verdict']; says: (evidence: Evidence) => string }

const judgements = {
  confirmed: {
    tier: 'T3',
    verdict: 'pass',
    says: (mail) =>
      `Sender confirmed: the mail server vouches for ${domainOf(mail)}, and the reply code is ${nameOf(mail)}’s.`,
  },
  not_authenticated: {
    tier: 'T2',
    verdict: 'none',
    says: (mail) =>
      `Sender not authenticated: the reply code is ${nameOf(mail)}’s and the address matches, but no mail server vouched for it.`,
  },
  other_sender: {
    tier: 'T1',
    verdict: 'none',
    says: (mail) =>
      `Right reply code, other person: the code is ${nameOf(mail)}’s, but the mail came from ${senderOf(mail)}.`,
  },
  participant_left: {
    tier: 'T1',
    verdict: 'none',
    says: (mail) =>
      `Reply code of someone who left: it was given to ${nameOf(mail)}, who is no longer on this registration.`,
  },
  code_revoked: {
    tier: 'T1',
    verdict: 'none',
    says: (mail) => `Reply code revoked: it was given to ${nameOf(mail)} and has been withdrawn since.`,
  },
  sender_unclear: {
    tier: 'T0',
    verdict: 'fail',
    says: () =>
      'Sender unclear: the mail does not name exactly one valid From address, so nobody can be believed.',
  },
  authentication_failed: {
    tier: 'T0',
    verdict: 'fail',
    says: (mail) => `Sender refuted: the mail server says that this mail is not from ${domainOf(mail)}.`,
  },
  code_unknown: {
    tier: 'T0',
    verdict: 'fail',
    says: () => 'Reply code not ours: the mail carries a reply code that we did not issue.',
  },
  number_only: {
    tier: 'T0',
    verdict: 'none',
    says: (mail) =>
      `A number in the subject proves nothing: the mail names ${mail.mentions} but carries no reply code.`,
  },
  new_confirmed: {
    tier: 'T0',
    verdict: 'pass',
    says: (mail) =>
      `Sender confirmed, no thread: the mail server vouches for ${domainOf(mail)}, but the mail carries no reply code.`,
  },
  new_unconfirmed: {
    tier: 'T0',
    verdict: 'none',
    says: () =>
      'Sender not confirmed, no thread: no mail server vouched for it, and the mail carries no reply code.',
  },
} as const satisfies Record<string, Judgement>

/** The tier of a mail and the one sentence that says why: the only place that decides it (SAFETY 1.1, IN-1). */
export function trust(evidence: Evidence): Trust {
  const reason = reasonFor(evidence)
  const { tier, verdict, says }: Judgement = judgements[reason]
  return { tier, reason, entersThread: tier === 'T3' || tier === 'T2', verdict, sentence: says(evidence) }
}

function reasonFor(evidence: Evidence): Reason {
  if (!hasOneSender(evidence)) return 'sender_unclear'
  if (evidence.authentication === 'fail') return 'authentication_failed'
  switch (evidence.token) {
    case 'valid':
      return reasonForHolder(evidence)
    case 'revoked':
      return 'code_revoked'
    case 'invalid':
      return 'code_unknown'
    case 'none':
      return reasonWithoutCode(evidence)
  }
}

function reasonForHolder(evidence: Evidence): Reason {
  if (!evidence.participant?.active) return 'participant_left'
  if (senderOf(evidence) !== evidence.participant.email) return 'other_sender'
  return evidence.authentication === 'pass' ? 'confirmed' : 'not_authenticated'
}

function reasonWithoutCode({ authentication, mentions }: Evidence): Reason {
  if (mentions) return 'number_only'
  return authentication === 'pass' ? 'new_confirmed' : 'new_unconfirmed'
}

function hasOneSender({ from }: Evidence) {
  return !from.malformed && from.addresses.length === 1 && from.addresses[0] !== ''
}

function senderOf({ from }: Evidence) {
  return from.addresses[0]
}

function domainOf({ from }: Evidence) {
  const sender = from.addresses[0] ?? ''
  return sender.slice(sender.lastIndexOf('@') + 1)
}

function nameOf({ participant }: Evidence) {
  return participant?.name ?? 'a former contact'
}
