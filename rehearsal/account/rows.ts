import type { Row } from "../../iam/calls/types";
import type { Caller, Door } from "./door";

/** Asks for everything that AWS will call here, before any of it is done: a missing statement stops the right action. */
export function askRows<S>(door: Door, by: Caller, rows: readonly Row<S>[], at: S): void {
    for (const { action, on, context } of rows) {
        for (const resource of on(at)) door.ask({ by, action, on: resource, context: context?.(at, resource) });
    }
}
