// Variables that are handed on in plain text stand in the state, the plan and the console for whoever may look.
import { secretLike } from "../../../text/secret-like";
import { isMap, type Path } from "../mistakes/outline";
import { removing } from "../mistakes/fix";
import type { Rule } from "./rule";

/** The key under which parts take variables. */
const VARIABLES = "environment";
const LOOSENED = "plain-secrets";

/** What stands in a variable, everybody reads who may describe a task, a template or the state. */
export const variablesHoldNoSecrets: Rule = ({ loosen }, { document, project }) =>
    loosen.includes(LOOSENED)
        ? []
        : variablesIn(document, []).flatMap(({ path, value }) => {
              const what = secretLike(String(path.at(-1)), value);
              if (what === undefined) return [];
              return [
                  {
                      path,
                      is: `looks like ${what}, and is plain text`,
                      allowed: `what anybody may read; keep a secret in Secrets Manager and give its ARN under secrets of the line, or put ${LOOSENED} into ${project}:loosen, if it is none`,
                      fix: [removing(project, path)],
                  },
              ];
          });

function variablesIn(value: unknown, at: Path): readonly { readonly path: Path; readonly value: string }[] {
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        const path = [...at, key];
        const isVariable = at.at(-1) === VARIABLES && typeof inner === "string";
        return isVariable ? [{ path, value: inner }] : variablesIn(inner, path);
    });
}
