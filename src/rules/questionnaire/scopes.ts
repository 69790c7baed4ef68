// Which scopes a vendor's app may ask for (DOMAIN 1.3): the payer's catalogue in both spellings of SMART App Launch.
import { type Found, quoted } from './field.ts'

const named = [
  'openid',
  'fhirUser',
  'launch/patient',
  'offline_access',
  'patient/*.read',
  'patient/*.rs',
  'profile',
]

/** What our Patient Access APIs serve: US Core, CARIN Blue Button, PDex. */
const resources = [
  ...[
    'AllergyIntolerance',
    'CarePlan',
    'CareTeam',
    'Claim',
    'ClaimResponse',
    'Condition',
    'Consent',
    'Coverage',
  ],
  ...['Device', 'DeviceUseStatement', 'DiagnosticReport', 'DocumentReference', 'Encounter', 'EpisodeOfCare'],
  ...[
    'ExplanationOfBenefit',
    'FamilyMemberHistory',
    'Goal',
    'HealthcareService',
    'ImagingStudy',
    'Immunization',
  ],
  ...['InsurancePlan', 'Location', 'Media', 'Medication', 'MedicationAdministration', 'MedicationDispense'],
  ...['MedicationKnowledge', 'MedicationRequest', 'MedicationStatement', 'NutritionOrder', 'Observation'],
  ...['Organization', 'OrganizationAffiliation', 'Patient', 'Practitioner', 'PractitionerRole', 'Procedure'],
  ...['Provenance', 'Questionnaire', 'QuestionnaireResponse', 'RelatedPerson', 'Schedule', 'ServiceRequest'],
  ...[
    'Slot',
    'Specimen',
    'Task',
    'VisionPrescription',
    'Appointment',
    'Binary',
    'Communication',
    'List',
    'Group',
  ],
]

/** What is wrong with a list of scopes, one finding a scope. */
export function scopeProblems(scopes: readonly string[]): Found[] {
  return scopes.flatMap((scope) => {
    const message = scopeProblem(scope)
    return message ? [message] : []
  })
}

function scopeProblem(scope: string): Found | null {
  if (named.includes(scope)) return null
  const word = quoted(scope)
  if (/^(system|user)\//.test(scope))
    return {
      code: 'blocked',
      message: `${word}: scopes of the kind system/ and user/ are not given to apps of members`,
    }
  const resource = /^patient\/([A-Za-z]+)\.(?:read|rs)$/.exec(scope)?.[1]
  if (resource && resources.includes(resource)) return null
  return {
    code: 'not_in_catalogue',
    message: `${word}: not in our catalogue. Write for example patient/Patient.rs or patient/Patient.read`,
  }
}

export function scopeWarnings(scopes: readonly string[]): Found[] {
  const wildcard = scopes.find((scope) => scope.includes('*'))
  return wildcard ? [{ code: 'wildcard', message: `${wildcard}: say why the app needs every resource` }] : []
}
