// A vendor's companies: who belongs to them, who is invited, and joining one.
import type { CompanyPage, InvitationLine, MemberLine, OwnCompany } from '../db/queries/companies.ts'
import { type Access, accessAbout, accesses, accessNames, invitable } from '../src/rules/companies.ts'
import { count } from '../src/rules/turn.ts'
import { Text } from './auth.tsx'
import type { Frame, Refusal } from './frame.ts'
import { PortalPage } from './layout.tsx'
import { Avatar, Empty, ErrorSummary, FieldError, Fold, Icon, Tag, When } from './parts.tsx'

type CompaniesProps = { frame: Frame; companies: readonly OwnCompany[]; name?: string; refusal?: Refusal }

export function Companies({ frame, companies, name, refusal }: CompaniesProps) {
  return (
    <PortalPage frame={frame} title="Your companies" current="companies" error={refusal !== undefined}>
      <h1>Your companies</h1>
      {refusal ? <ErrorSummary refusal={refusal} /> : null}
      {companies.length === 0 ? (
        <div class="panel">
          <Empty icon="users-round" title="No company yet">
            <p>
              You left your company, or it removed you. Add one below, or ask a colleague for an invitation.
            </p>
          </Empty>
        </div>
      ) : (
        <ul class="checks panel">
          {companies.map(({ id, name: own, access }) => (
            <li>
              <Icon name="users-round" />
              <a href={`/companies/${id}`}>{own}</a>
              <Tag>{accessNames[access]}</Tag>
            </li>
          ))}
        </ul>
      )}
      <form class="panel stack" method="post" action="/companies" novalidate>
        <h2>Add another company</h2>
        <Text
          id="name"
          label="Company"
          autocomplete="organization"
          value={name}
          refusal={refusal}
          hint="The legal name of the company behind its apps. You will be its owner."
        />
        <p>
          <button class="button" data-kind={companies.length === 0 ? 'primary' : undefined} type="submit">
            Add company
          </button>
        </p>
      </form>
    </PortalPage>
  )
}

type Typed = { form: 'invite' | 'members'; email: string; access: string; refusal: Refusal }
type CompanyProps = { frame: Frame; company: CompanyPage; again?: Typed }

export function Company({ frame, company, again }: CompanyProps) {
  const { id, name, access, members, apps } = company
  const owner = access === 'owner'
  return (
    <PortalPage frame={frame} title={name} current="companies" error={again !== undefined}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/companies">Your companies</a>
          </li>
          <li>{name}</li>
        </ol>
      </nav>
      <div>
        <h1>{name}</h1>
        <p class="soft">
          {count(apps, 'app')}. You: {accessNames[access].toLowerCase()}. {accessAbout[access]}
        </p>
      </div>
      {again ? <ErrorSummary refusal={again.refusal} hrefOf={(field) => `#${field}`} /> : null}
      <div class={owner ? 'with-aside' : 'stack'} data-aside={owner ? 'half' : undefined}>
        <section class="panel" aria-labelledby="members-heading">
          <h2 id="members-heading">Members</h2>
          <ul class="members">
            {members.map((member) => (
              <Member frame={frame} companyId={id} member={member} owner={owner} owners={ownersOf(members)} />
            ))}
          </ul>
        </section>
        {owner ? (
          <div class="aside">
            <InviteForm id={id} again={again?.form === 'invite' ? again : undefined} />
            <Invitations frame={frame} id={id} invitations={company.invitations} />
          </div>
        ) : null}
      </div>
      <Leave id={id} last={owner && ownersOf(members) === 1} />
    </PortalPage>
  )
}

function ownersOf(members: readonly MemberLine[]): number {
  return members.filter(({ access }) => access === 'owner').length
}

type MemberProps = { frame: Frame; companyId: number; member: MemberLine; owner: boolean; owners: number }

function Member({ frame, companyId, member, owner, owners }: MemberProps) {
  const { personId, name, email, access, since } = member
  const self = frame.person?.id === personId
  const only = access === 'owner' && owners === 1
  return (
    <li class="stack tight">
      <div class="cluster">
        <Avatar name={name} side="vendor" />
        <div>
          <strong>{name}</strong> {self ? <span class="soft">(you)</span> : null}{' '}
          <Tag>{accessNames[access]}</Tag>
          <br />
          <span class="small soft anywhere">
            {email}, since <When at={since} zone={frame.payer.zone} now={frame.now} />
          </span>
        </div>
      </div>
      {owner && !only ? (
        <Fold summary={self ? 'Change what you may do' : `Change or remove ${name}`}>
          <AccessForm companyId={companyId} personId={personId} access={access} name={name} />
          {self ? null : <RemoveForm companyId={companyId} personId={personId} name={name} />}
        </Fold>
      ) : null}
    </li>
  )
}

type MemberFormProps = { companyId: number; personId: number; name: string }

function AccessForm({ companyId, personId, access, name }: MemberFormProps & { access: Access }) {
  return (
    <form class="stack tight" method="post" action={`/companies/${companyId}/members`}>
      <input type="hidden" name="person" value={String(personId)} />
      <AccessChoice chosen={access} options={accesses} legend={`What ${name} may do`} />
      <p>
        <button class="button" data-size="s" type="submit" name="action" value="change">
          Save
        </button>
      </p>
    </form>
  )
}

function RemoveForm({ companyId, personId, name }: MemberFormProps) {
  return (
    <form class="stack tight" method="post" action={`/companies/${companyId}/members`}>
      <input type="hidden" name="person" value={String(personId)} />
      <p class="small soft">
        {name} loses the apps at once, gets no more letters about them and can no longer answer by e-mail.
        What {name} wrote stays.
      </p>
      <p>
        <button class="button" data-kind="danger" data-size="s" type="submit" name="action" value="remove">
          Remove {name}
        </button>
      </p>
    </form>
  )
}

type ChoiceProps = { chosen: string; options: readonly Access[]; legend: string; refusal?: Refusal }

function AccessChoice({ chosen, options, legend, refusal }: ChoiceProps) {
  const error = refusal?.problems.find(({ field }) => field === 'access')?.message
  return (
    <fieldset data-invalid={error ? '' : undefined}>
      <legend class="legend">{legend}</legend>
      <div class="choices">
        {options.map((access) => (
          <label class="choice">
            <input
              type="radio"
              name="access"
              id={refusal && access === options[0] ? 'access' : undefined}
              value={access}
              checked={access === chosen}
            />
            <span>
              {accessNames[access]}
              <span class="hint">{accessAbout[access]}</span>
            </span>
          </label>
        ))}
      </div>
      <FieldError id="access" error={error} />
    </fieldset>
  )
}

function InviteForm({ id, again }: { id: number; again?: Typed }) {
  return (
    <form class="panel stack" method="post" action={`/companies/${id}/invitations`} novalidate>
      <h2>Invite a colleague</h2>
      <Text
        id="email"
        label="E-mail address"
        type="email"
        autocomplete="off"
        value={again?.email}
        refusal={again?.refusal}
        hint="We mail a link that works once, within 14 days, for this address alone."
      />
      <AccessChoice
        chosen={again?.access ?? 'manage'}
        options={invitable}
        legend="What they may do"
        refusal={again?.refusal}
      />
      <p>
        <button class="button" data-kind="primary" type="submit">
          Send the invitation
        </button>
      </p>
    </form>
  )
}

type InvitationsProps = { frame: Frame; id: number; invitations: readonly InvitationLine[] }

function Invitations({ frame, id, invitations }: InvitationsProps) {
  if (invitations.length === 0) return null
  return (
    <section class="panel" aria-labelledby="invited-heading">
      <h2 id="invited-heading">Invited</h2>
      <ul class="checks">
        {invitations.map(({ id: invitation, email, access, expiresAt }) => (
          <li>
            <Icon name="mail" />
            <div>
              <span class="anywhere">{email}</span>
              <br />
              <span class="small soft">
                {accessNames[access]}, {expiresAt > frame.now ? 'good until ' : 'expired '}
                <When at={expiresAt} zone={frame.payer.zone} now={frame.now} />
              </span>
            </div>
            <form method="post" action={`/companies/${id}/invitations/revoke`}>
              <input type="hidden" name="invitation" value={String(invitation)} />
              <button class="button" data-size="s" type="submit">
                Take back<span class="vh"> the invitation of {email}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Leave({ id, last }: { id: number; last: boolean }) {
  return (
    <section class="panel" aria-labelledby="leave-heading">
      <h2 id="leave-heading">Leave this company</h2>
      {last ? (
        <p class="soft">You are its only owner. Make somebody else an owner first, then you can leave.</p>
      ) : (
        <Fold summary="Leave">
          <form class="stack tight" method="post" action={`/companies/${id}/leave`}>
            <p class="small soft">
              You lose its apps at once. Registrations that you started go to an owner. To come back you need
              an invitation.
            </p>
            <p>
              <button class="button" data-kind="danger" type="submit">
                Leave this company
              </button>
            </p>
          </form>
        </Fold>
      )}
    </section>
  )
}
