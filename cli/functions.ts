// Where the texts of functions lie that deployments call, as a command line says it.
import type { Plan } from "../plan/document";
import { functionsCalled, readsAppSpecs } from "../rehearsal/deployments/functions-called";
import { Plans } from "../plan/plans";
import type { GivenFunction } from "../rehearsal/account/local-account";
import { languageOf, nameOfFunction, usualHandler } from "../rehearsal/services/given-functions";
import { nearestName } from "../text/nearest";
import { UsageError } from "./command";
import { sourceFolder } from "./sources";

type Functions = Readonly<Record<string, GivenFunction>>;

/** `--function <name>=<folder>`, and `#<file>.<name>` behind it where it begins elsewhere than most. */
export function functionsIn(given: readonly string[] = []): Functions {
    return Object.fromEntries(given.map(functionIn));
}

function functionIn(given: string): readonly [name: string, GivenFunction] {
    const [, named, place, asked] = /^([^=]+)=([^#]+)(?:#(.+))?$/.exec(given) ?? [];
    if (named === undefined) throw new UsageError(`--function ${given}: say <name>=<folder>, such as smoke=../smoke`);
    const folder = sourceFolder(place, `--function ${named}=`) ?? "";
    const handler = asked ?? usualHandler(folder);
    if (handler === undefined)
        throw new UsageError(
            `--function ${given}: neither index.js, index.mjs, index.cjs, lambda_function.py nor index.py is there; say where it begins: --function ${given}#<file>.<name>`,
        );
    if (!handler.includes(".") || !languageOf(folder, handler))
        throw new UsageError(`--function ${given}: ${handler} names no file there of Node.js or Python`);
    return [nameOfFunction(named), { folder, handler }];
}

/** A text that nobody calls would go nowhere, and nothing would say so. What an AppSpec of a repository calls, no plan says. */
export function refuseUncalled(planned: readonly Plan[], { functions }: { readonly functions: Functions }): void {
    const plans = new Plans(planned);
    if (readsAppSpecs(plans)) return;
    const called = functionsCalled(plans).map(nameOfFunction);
    for (const name of Object.keys(functions).filter((each) => !called.includes(each))) {
        const meant = nearestName(name, called);
        const known =
            called.length === 0
                ? "no deployment of these plans calls a function"
                : `deployments of these plans call ${[...new Set(called)].join(", ")}`;
        throw new UsageError(`--function ${name}=…: ${known}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
    }
}
