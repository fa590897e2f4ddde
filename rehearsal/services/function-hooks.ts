// A function that a deployment calls in its middle, whoever moves the traffic.
import type { Json } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import type { Caller } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { nameOfFunction } from "./given-functions";
import { hasText } from "./function-text";

/** How it ended. */
export interface HookEnd {
    readonly answer: Json;
    /** What it threw, in Lambda's words. */
    readonly error?: string;
}

/** Asks whether the role may call it, and calls it; answers nothing where there is no text of it to run. */
export async function callHook(
    account: LocalAccount,
    by: Caller,
    on: string,
    event: Json,
): Promise<HookEnd | undefined> {
    if (!hasText(account, on)) {
        account.gateway.ask({ by, action: "lambda:InvokeFunction", on });
        account.record({ kind: "hook.skipped", about: nameOfFunction(on), data: asJson({ on }) });
        return undefined;
    }
    const call = { by, action: "lambda:InvokeFunction", on, input: { Payload: event } };
    const said = (await account.gateway.call(call)) as { readonly FunctionError?: string; readonly Payload?: Json };
    const { Payload = null } = said;
    if (said.FunctionError === undefined) return { answer: Payload };
    const { errorType, errorMessage } = (isRecord(Payload) ? Payload : {}) as {
        errorType?: string;
        errorMessage?: string;
    };
    return { answer: null, error: `${errorType ?? "Error"}: ${errorMessage ?? ""}` };
}

/** How a step that calls it is told. */
export function tellHook(account: LocalAccount, on: string): string {
    const name = nameOfFunction(on);
    return hasText(account, on)
        ? `${name} is called`
        : `${name} is not run here, and taken to have answered that all is well`;
}

/** By their names: functions that deployments have called and that were not run. Folds `hook.skipped`. */
export class SkippedHooks implements Fold {
    private readonly all = new Set<string>();

    public apply({ kind, about }: Fact): void {
        if (kind === "hook.skipped") this.all.add(about);
    }

    /** For whoever reads what a rehearsal does not prove. */
    public get told(): readonly string[] {
        return [...this.all].map(
            (name) => `${name}, which deployments call, was not run: --function ${name}=<folder of its text> runs it`,
        );
    }
}
