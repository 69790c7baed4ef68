import type { Field, Part } from './field.ts'

const emails = (id: string, label: string, hint: string): Field => ({
  ...{ id, label, hint, type: 'emails', most: 5, max: 254, optional: true, origin: 'RFC 7591 contacts' },
})

/** DOMAIN 1.1. */
export const company: Part = {
  id: 'contact',
  title: 'Company and contacts',
  about: 'Who you are, and whom we write to and call about this registration.',
  fields: [
    {
      ...{ id: 'org_legal_name', label: 'Legal name of your company', type: 'text', min: 2, max: 200 },
      ...{ criterion: 'SEC-01', origin: 'CMS Blue Button 2.0' },
    },
    {
      ...{ id: 'org_website', label: 'Website of the company or product', type: 'url', max: 2000 },
      ...{ criterion: 'SEC-01', origin: 'RFC 7591 client_uri' },
    },
    {
      ...{ id: 'org_address', label: 'Registered address', type: 'paragraph', min: 5, max: 500 },
      ...{ criterion: 'SEC-01', origin: 'identity of the company' },
    },
    {
      ...{ id: 'org_country', label: 'Country', type: 'text', min: 2, max: 80 },
      ...{ criterion: 'SEC-01', origin: 'identity of the company' },
    },
    {
      ...{ id: 'org_role', label: 'What are you?', type: 'one', origin: 'the register of apps' },
      choices: [
        { value: 'developer', label: 'The developer of the app' },
        { value: 'aggregator', label: 'An aggregator', hint: 'Other apps get the data through you' },
        { value: 'covered_entity', label: 'A covered entity or business associate' },
        { value: 'researcher', label: 'A researcher' },
      ],
    },
    {
      ...{ id: 'contact_name', label: 'Name of the contact', type: 'text', min: 2, max: 120 },
      origin: 'the register of apps',
    },
    {
      id: 'contact_email',
      label: 'E-mail we write to',
      hint: 'Questions, the decision and token instructions go here. An address that several people read is best. We send a link to confirm it.',
      ...{ type: 'email', max: 254, criterion: 'SEC-01', origin: 'the payer’s own list' },
    },
    {
      ...{ id: 'contact_phone', label: 'Phone', hint: 'With country code, for example +1 919 555 0142.' },
      ...{ type: 'tel', max: 40, criterion: 'SEC-01', origin: 'the payer’s own list' },
    },
    emails('contacts_tech', 'More technical contacts', 'One address a line, at most five.'),
    emails('contacts_privacy', 'More privacy contacts', 'One address a line, at most five.'),
    {
      ...{ id: 'security_contact', label: 'Security contact, e-mail', type: 'email', max: 254 },
      hint: 'Read around the clock: we write here when tokens leak.',
      ...{ criterion: 'SEC-09', origin: 'incident response' },
    },
    {
      ...{ id: 'security_contact_phone', label: 'Security contact, phone', type: 'tel', max: 40 },
      hint: 'Answered around the clock.',
      ...{ criterion: 'SEC-09', origin: 'incident response' },
    },
  ],
}
