import { posix } from "node:path";

import { execForm } from "../../containers/dockerfile";
import { globSource } from "../../containers/ignored";
import type { Finding } from "../finding";
import type { Subject } from "../source";

/** What is copied into the image is there, and is sent to the builder. */
export function copiedFilesExist({ recipe, source }: Subject): readonly Finding[] {
    const steps = recipe.stages.flatMap((stage) => stage.steps);
    return steps
        .filter(({ keyword, flags }) => /^(COPY|ADD)$/.test(keyword) && !flags.some(({ name }) => name === "from"))
        .flatMap((step) => {
            const words = execForm(step) ?? step.text.split(/\s+/);
            return words.slice(0, -1).flatMap((word): readonly Finding[] => {
                const says = missing(word, source);
                return says === undefined ? [] : [{ level: "wrong", file: recipe.file, line: step.line, says }];
            });
        });
}

function missing(word: string, source: Subject["source"]): string | undefined {
    // What the build fills in or fetches is not known here.
    if (/[$]|^<<|^(https?|git|ssh):|^git@/.test(word)) return undefined;
    const path = posix.normalize(word).replace(/^\/+|\/+$/g, "");
    const context = source.shown(source.context);
    if (path === "." || path === "") return undefined;
    if (path === ".." || path.startsWith("../")) return `${word} lies outside of what is built, ${context}`;
    if (/[*?[]/.test(path)) {
        const pattern = new RegExp(`^${globSource(path)}(/|$)`);
        return source.files.some((file) => pattern.test(file)) ? undefined : `nothing in ${context} matches ${word}`;
    }
    if (!source.has(path)) return `${word} is not in ${context}`;
    return source.sends(path) ? undefined : `${word} is left out by .dockerignore, so the builder does not get it`;
}
