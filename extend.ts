import type { Environment } from "./stacks/environment";

/**
 * Your own resources. Fairlead never touches this file: add what your services need (a queue, a table) and attach it to
 * a line by its outputs, for instance a policy to `lines.web.taskRoleName`. What you return becomes a stack output.
 */
export function extend(_environment: Environment): Record<string, unknown> {
    return {};
}
