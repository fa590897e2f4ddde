const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Refuses a list before it is served: a link that nobody can follow is found by the tests, not by a colleague.
 * @param {unknown} links addresses by their short names
 * @returns {Map<string, string>}
 */
export function readLinks(links) {
    const problems = [];
    for (const [name, address] of Object.entries(links ?? {})) {
        if (!NAME.test(name)) problems.push(`${name}: lower-case letters, digits and dashes, a letter first`);
        if (!URL.canParse(address) || new URL(address).protocol !== "https:") {
            problems.push(`${name}: ${address} is no https address`);
        }
    }
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return new Map(Object.entries(links ?? {}));
}
