import type { Reading } from "../../plan/lines";
import { isKnown } from "./stand-ins";

/** What a plan of others stands on and does not know, a row each: AWS, a plugin or another stack would say it. */
export function guessesIn({ plan, own }: Pick<Reading, "plan" | "own">): readonly string[] {
    const types = (custom: boolean): readonly string[] => [
        ...new Set(own.resources.filter((each) => each.custom === custom).map(({ type }) => type)),
    ];
    const asked = plan.invokes
        .filter(({ guessed }) => guessed)
        .map(({ token, inputs }) =>
            typeof inputs.stack === "string" ? `output ${String(inputs.name)} of stack ${inputs.stack}` : token,
        );
    return [
        ...types(true)
            .filter((type) => !isKnown({ type }))
            .map((type) => `${type}: its ARN and name are of the usual form`),
        ...types(false).map((type) => `${type}: what it makes, its plugin knows alone`),
        ...[...new Set(asked)].map((what) => `${what}: something in its place`),
    ];
}
