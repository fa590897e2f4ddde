// Both lines would create it, and CodeCommit refuses the second (RepositoryNameExistsException):
// https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html
import { refusal, type Rule } from "./rule";

export const rule: Rule = ({ services, promotesFrom }, about) => {
    if (promotesFrom !== undefined) return [];
    const repositories = Object.entries(services)
        .filter(
            ([, { source, build }]) =>
                (source?.kind ?? "codecommit") === "codecommit" &&
                (source ?? readsSource(build?.kind, about.kinds.builds)),
        )
        .map(([line, { source }]) => ({ line, name: (source?.repository as string | undefined) ?? line }));
    return repositories.flatMap(({ line, name }, index) => {
        const first = repositories.findIndex((other) => other.name === name);
        const owner = repositories[first]?.line;
        return first === index
            ? []
            : [
                  refusal(
                      about,
                      ["services", line, "source", "repository"],
                      name,
                      `another name: line ${owner} creates this repository`,
                      line === name ? `${line}-source` : line,
                      [["services", line, "source"]],
                  ),
              ];
    });
};

/** A line without a source gets one named after itself, where its build wants one. */
const readsSource = (kind: string | undefined, builds: readonly { kind: string; needsSource?: boolean }[]): boolean =>
    kind === undefined || (builds.find((build) => build.kind === kind)?.needsSource ?? false);
