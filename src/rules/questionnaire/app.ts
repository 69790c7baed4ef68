import { appNameProblems } from './appName.ts'
import { noCodeFlow } from './client.ts'
import type { Part } from './field.ts'

/** DOMAIN 1.2. */
export const app: Part = {
  id: 'app',
  title: 'The app',
  about: 'What members will see, where it runs, and which data it reads.',
  fields: [
    {
      ...{ id: 'app_name', label: 'Name members will see', type: 'text', min: 1, max: 100 },
      ...{ criterion: 'SEC-02', origin: 'CMS Blue Button 2.0' },
      check: ([name = ''], { brands }) => appNameProblems(name, brands),
    },
    {
      ...{
        id: 'app_description',
        label: 'What does it do for members?',
        type: 'paragraph',
        min: 1,
        max: 1000,
      },
      ...{ criterion: 'SEC-06', origin: 'CMS Blue Button 2.0' },
    },
    {
      ...{
        id: 'software_id',
        label: 'Your own identifier of the app',
        type: 'text',
        max: 128,
        optional: true,
      },
      origin: 'RFC 7591',
    },
    {
      ...{
        id: 'software_version',
        label: 'Version',
        type: 'text',
        max: 128,
        optional: true,
        origin: 'RFC 7591',
      },
    },
    {
      ...{ id: 'logo', label: 'Logo', type: 'file', kinds: ['png', 'jpeg', 'gif'], since: 3 },
      hint: 'Members see it when they agree. PNG, JPEG or GIF, at most 512 × 512 pixels and 100 KB.',
      ...{ maxBytes: 100 * 1024, maxSide: 512, criterion: 'SEC-02', origin: 'RFC 7591' },
      mayBeEmpty: noCodeFlow,
    },
    {
      ...{ id: 'tos_uri', label: 'Your terms of service', type: 'url', max: 2000, origin: 'RFC 7591' },
    },
    {
      ...{ id: 'platforms', label: 'Where does it run?', type: 'many', criterion: 'SEC-03' },
      origin: 'SMART App Launch',
      choices: [
        { value: 'web', label: 'Web server' },
        { value: 'spa', label: 'In the browser alone (SPA)' },
        { value: 'ios', label: 'iOS' },
        { value: 'android', label: 'Android' },
        { value: 'desktop', label: 'Desktop' },
        { value: 'backend', label: 'Backend service' },
      ],
    },
    {
      ...{
        id: 'user_base',
        label: 'Who uses it?',
        type: 'many',
        criterion: 'SEC-06',
        origin: 'least privilege',
      },
      choices: [
        { value: 'members', label: 'Members' },
        { value: 'representatives', label: 'Their personal representatives' },
        { value: 'staff', label: 'Staff of your company or of providers' },
      ],
    },
    {
      ...{ id: 'apis', label: 'Which APIs does the app use?', type: 'many', origin: 'the payer’s own list' },
      choices: [
        {
          value: 'member_data',
          label: 'Member data',
          hint: 'Claims, coverage and clinical data of members who agree',
        },
        { value: 'formulary', label: 'Drug formulary', hint: 'Public, needs no registration' },
        { value: 'provider_directory', label: 'Provider directory', hint: 'Public, needs no registration' },
      ],
      check: (chosen, { apiDocs }) => (chosen.includes('member_data') ? [] : [onlyPublic(apiDocs)]),
    },
    {
      ...{ id: 'environments', label: 'Which environments do you need?', type: 'one' },
      origin: 'practice of other payers',
      choices: [
        { value: 'sandbox', label: 'Sandbox', hint: 'Made-up members' },
        { value: 'production', label: 'Production' },
        { value: 'both', label: 'Both' },
      ],
    },
    {
      ...{ id: 'sandbox_proof', label: 'Date and result of a successful read in the sandbox' },
      ...{ type: 'text', max: 300, optional: true, criterion: 'TEC-5', origin: 'practice of other payers' },
      when: { field: 'environments', is: ['production', 'both'] },
    },
    {
      ...{ id: 'what_changed', since: 3, type: 'paragraph', min: 1, max: 2000, origin: 'registering again' },
      label: 'What has changed since the earlier decision?',
      hint: 'Asked only when an app is registered again after it was terminated or not approved. Answer each reason.',
      when: { field: 'registers_again', is: ['terminated', 'not_approved'] },
    },
  ],
}

const onlyPublic = (apiDocs?: string | null) => ({
  code: 'public_only',
  message: `The formulary and the provider directory are public: you can use them without registering${apiDocs ? ` (${apiDocs})` : ''}. Choose “Member data” if your app reads it too.`,
})
