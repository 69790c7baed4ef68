// Who acts. A vendor acts for the companies it belongs to; staff act in the one role they have (DOMAIN 2.5).
import { notFound } from './refused.ts'

export const staffRoles = ['reviewer', 'approver', 'support', 'admin', 'auditor'] as const
export type StaffRole = (typeof staffRoles)[number]
export type Role = 'owner' | StaffRole | 'system'

export const roleNames: Record<Role, string> = {
  owner: 'Owner',
  reviewer: 'Reviewer',
  approver: 'Approver',
  support: 'Support',
  admin: 'Admin',
  auditor: 'Auditor',
  system: 'The portal',
}

export type Vendor = { kind: 'vendor'; id: number; name: string; email: string; role: 'owner' }
export type Staff = { kind: 'staff'; id: number; name: string; email: string; role: StaffRole }
export type Person = Vendor | Staff

/** The portal itself, where time alone causes something; nobody signs in as it. */
export const system = { id: null, role: 'system' } as const
/** Who may have caused a change. */
export type Actor = { id: number | null; role: Role }

/** The person as a vendor; to anybody else the page does not exist. */
export function asVendor(person: Person | null): Vendor {
  if (person?.kind !== 'vendor') throw notFound()
  return person
}

/** The person as staff in one of the roles asked for; to anybody else the page does not exist. */
export function asStaff(person: Person | null, ...wanted: readonly StaffRole[]): Staff {
  if (person?.kind !== 'staff') throw notFound()
  if (wanted.length > 0 && !wanted.includes(person.role)) throw notFound()
  return person
}

/** 'Ada Moreno' -> 'AM', for the small square beside a message. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => word?.match(/\p{L}/u)?.[0],
  )
  return letters.join('').toUpperCase() || '?'
}
