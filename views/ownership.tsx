// The admin's pages of companies: moving ownership needs a recorded call-back.
import type { AdminCompany, CompanyLine } from '../db/queries/companies.ts'
import { longDay } from '../src/rules/calendar.ts'
import { accessNames } from '../src/rules/companies.ts'
import { count } from '../src/rules/turn.ts'
import { ReentryFields } from './account.tsx'
import { Choices, Line, LongText, Radio, type Typed } from './fields.tsx'
import type { Frame, Refusal } from './frame.ts'
import { DeskPage } from './layout.tsx'
import { Callout, Empty, ErrorSummary, Tag, When } from './parts.tsx'

export function AdminCompanies({ frame, companies }: { frame: Frame; companies: readonly CompanyLine[] }) {
  return (
    <DeskPage frame={frame} title="Companies" current="companies">
      <h1>Companies</h1>
      {companies.length === 0 ? (
        <div class="panel">
          <Empty icon="users-round" title="No company yet">
            <p>When a vendor signs up, its company stands here.</p>
          </Empty>
        </div>
      ) : (
        <section class="panel" data-flush aria-label="All companies">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Company</th>
                <th scope="col" class="n">
                  Members
                </th>
              </tr>
            </thead>
            <tbody>
              {companies.map(({ id, name, members }) => (
                <tr>
                  <th scope="row">
                    <a href={`/desk/companies/${id}`}>{name}</a>
                  </th>
                  <td class="n">{members}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </DeskPage>
  )
}

type AdminCompanyProps = { frame: Frame; company: AdminCompany; typed: Typed; refusal?: Refusal }

export function AdminCompanyPage({ frame, company, typed, refusal }: AdminCompanyProps) {
  const hrefOf = (field: string) =>
    ({ password: '#password', code: '#password-code', from: `#from-${ownersOf(company)[0]?.personId}` })[
      field
    ] ?? (field === 'afterwards' ? '#afterwards-leaves' : `#${field}`)
  return (
    <DeskPage frame={frame} title={company.name} current="companies" error={refusal !== undefined}>
      <nav aria-label="Breadcrumb">
        <ol class="crumbs">
          <li>
            <a href="/desk/companies">Companies</a>
          </li>
          <li>{company.name}</li>
        </ol>
      </nav>
      <div>
        <h1>{company.name}</h1>
        <p class="soft">{count(company.apps, 'app')}</p>
      </div>
      {refusal ? <ErrorSummary refusal={refusal} hrefOf={hrefOf} /> : null}
      <div class="with-aside" data-aside="half">
        <TransferForm company={company} typed={typed} refusal={refusal} />
        <div class="aside">
          <Members frame={frame} company={company} />
          <Transfers frame={frame} transfers={company.transfers} />
        </div>
      </div>
    </DeskPage>
  )
}

function ownersOf({ members }: AdminCompany) {
  return members.filter(({ access }) => access === 'owner')
}

function Members({ frame, company: { members } }: { frame: Frame; company: AdminCompany }) {
  return (
    <section class="panel" aria-labelledby="members-heading">
      <h2 id="members-heading">Members</h2>
      <ul class="members">
        {members.map(({ name, email, access, since }) => (
          <li>
            {name} <Tag>{accessNames[access]}</Tag>
            <br />
            <span class="small soft anywhere">
              {email}, since <When at={since} zone={frame.payer.zone} now={frame.now} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type TransferProps = { company: AdminCompany; typed: Typed; refusal?: Refusal }

function TransferForm({ company, typed, refusal }: TransferProps) {
  const owners = ownersOf(company)
  const from = typed.from ?? (owners.length === 1 ? String(owners[0]?.personId) : '')
  return (
    <form class="panel stack" method="post" action={`/desk/companies/${company.id}/owner`} novalidate>
      <h2>Move the ownership</h2>
      <Callout tone="warn">
        <p>
          Call the company back first, by a number from a public register or its website, never by one from
          the request. Both owners get a letter, and what you enter here stays on record.
        </p>
      </Callout>
      <Choices name="from" legend="Present owner" refusal={refusal}>
        {owners.map(({ personId, name, email }) => (
          <Radio name="from" value={String(personId)} chosen={from} label={name} hint={email} />
        ))}
      </Choices>
      <Choices name="afterwards" legend="What the present owner keeps" refusal={refusal}>
        <Radio
          name="afterwards"
          value="leaves"
          chosen={typed.afterwards}
          label="Nothing: leaves the company"
        />
        <Radio name="afterwards" value="manage" chosen={typed.afterwards} label="Can change" />
        <Radio name="afterwards" value="read" chosen={typed.afterwards} label="Can read" />
      </Choices>
      <Line
        {...{ name: 'to_email', label: 'Address of the new owner', type: 'email', typed, refusal }}
        hint="They need a vendor account with a confirmed address."
      />
      <Line {...{ name: 'called_name', label: 'Who was called', typed, refusal }} hint="Name and position." />
      <Line {...{ name: 'called_number', label: 'Number that was called', type: 'tel', typed, refusal }} />
      <div class="columns">
        <Line {...{ name: 'called_on', label: 'Day of the call', type: 'date', typed, refusal }} />
        <Line {...{ name: 'called_time', label: 'Time of the call', type: 'time', typed, refusal }} />
      </div>
      <LongText
        {...{ name: 'reason', label: 'Reason', typed, refusal, max: 2000 }}
        hint="What was asked, and how you know that the company wants it."
      />
      <ReentryFields refusal={refusal} withCode={true} />
      <p>
        <button class="button" data-kind="danger" type="submit">
          Move the ownership
        </button>
      </p>
    </form>
  )
}

function Transfers({ frame, transfers }: { frame: Frame; transfers: AdminCompany['transfers'] }) {
  if (transfers.length === 0) return null
  return (
    <section class="panel" aria-labelledby="transfers-heading">
      <h2 id="transfers-heading">How the ownership moved</h2>
      <ol class="members">
        {transfers.map(({ transfer, from, to, by }) => (
          <li>
            <strong>
              {from} to {to}
            </strong>
            <br />
            <span class="small">
              {by} called {transfer.calledName} at {transfer.calledNumber} on {longDay(transfer.calledOn)},{' '}
              {transfer.calledTime}. Moved <When at={transfer.at} zone={frame.payer.zone} now={frame.now} />.
            </span>
            <br />
            <span class="small soft anywhere">{transfer.reason}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
