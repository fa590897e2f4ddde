import type { Row } from "../../iam/calls/types";
import type { Caller, Gateway } from "./gateway";

/** Asks for everything that AWS will call here, before any of it is done: a missing statement stops the right action. */
export function askRows<S>(gateway: Gateway, by: Caller, rows: readonly Row<S>[], at: S): void {
    for (const { action, on, context } of rows) {
        for (const resource of on(at)) gateway.ask({ by, action, on: resource, context: context?.(at, resource) });
    }
}
