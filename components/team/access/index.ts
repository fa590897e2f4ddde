import type { Access } from "./access";
import { identityCenter } from "./identity-center";
import { roles } from "./roles";
import { users } from "./users";

/** Every kind of access; a new one is a file and a line here. */
export const accesses: readonly Access[] = [roles, identityCenter, users];
