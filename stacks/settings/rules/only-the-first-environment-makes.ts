// Build once, promote by digest: what runs in production is what was verified, bit by bit.
import { removing } from "../fixing-line";
import type { Rule } from "./rule";

export const rule: Rule = ({ services, promotesFrom }, { project, environment }) =>
    promotesFrom === undefined
        ? []
        : Object.entries(services).flatMap(([line, service]) =>
              (["source", "build"] as const)
                  .filter((half) => service[half] !== undefined)
                  .map((half) => ({
                      path: ["services", line, half],
                      is: "is set where promotesFrom is set",
                      allowed: `nothing: ${environment} pulls what ${promotesFrom.environment} verified`,
                      fix: [removing(project, ["services", line, half])],
                      also: [["promotesFrom"]],
                  })),
          );
