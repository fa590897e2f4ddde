// Rules for the settings of a host that runs releases, and perhaps jobs, beyond their shape.
import { NAME_ENDING, namesFit, type SettingRule } from "../../setting-rules";
import { rangesAreNetworks } from "../../shared/ingress-rules";
import { opensTls, sizeHasTheProcessor } from "../machines/rules";
import type { RunnerHostSettings } from "./settings";

type Rule = SettingRule<RunnerHostSettings>;

/** Where the two containers of a host answer; Linux gives these ports to nobody by itself. */
const OWN_PORTS = [61001, 61002];

const portIsFree: Rule = ({ port }) =>
    OWN_PORTS.includes(port)
        ? [
              {
                  at: ["port"],
                  allowed: `a port other than ${OWN_PORTS.join(" and ")}, where containers answer`,
                  instead: 8080,
              },
          ]
        : [];

/**
 * A job may start containers, and who may do that is root: on this host, jobs see each other, what runs there, and what the
 * host's role may do. https://docs.docker.com/engine/security/#docker-daemon-attack-surface
 */
const jobsAreLoosenedByName: Rule = ({ runner }, { loosen, project }) =>
    runner === undefined || loosen.includes("runner-is-root")
        ? []
        : [
              {
                  at: ["runner"],
                  is: "makes whoever may run a job in that repository root on the host",
                  allowed: `nothing, and jobs run elsewhere while releases come by Systems Manager; or runner-is-root in ${project}:loosen, which allows it`,
                  alsoStack: [["loosen"]],
              },
          ];

/**
 * Whoever may open a pull request (in a public repository anybody, in an internal one the whole company) can run code there.
 * https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners
 */
const repositoryIsPrivate: Rule = ({ runner }) =>
    runner === undefined || runner.visibility === "private"
        ? []
        : [
              {
                  at: ["runner", "visibility"],
                  is: `is ${runner.visibility}, and whoever opens a pull request there could become root on the host`,
                  allowed: "private, if it is; for other repositories no runner, and jobs run on GitHub's own",
                  change: { at: ["runner"] },
              },
          ];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const names = namesFit([
    {
        what: "IAM role",
        name: ({ line, environment }) => `${line}-application-${environment}`,
        ending: NAME_ENDING,
        most: 64,
    },
]);

export const rules: readonly Rule[] = [
    portIsFree,
    jobsAreLoosenedByName,
    repositoryIsPrivate,
    sizeHasTheProcessor,
    opensTls,
    rangesAreNetworks("reachableFrom"),
    names,
];
