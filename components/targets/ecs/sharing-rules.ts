// What a line can have of a load balancer that others share, and what it has to leave to that.
import { isCertified, isInZone } from "../../shared/domain";
import { isExact, patternCovers, requestsOf } from "../../shared/listener-rule";
import type { RuleContext, SettingRule } from "../../setting-rules";
import type { EcsSettings } from "../ecs";
import { linesKeepToTheirOwn, REQUESTS } from "./sharing-neighbours";

type Rule = SettingRule<EcsSettings>;

/** CodeDeploy turns what a whole listener leads to, and so needs one: https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html */
const ecsAloneMovesARule: Rule = ({ shares, rollout }) =>
    shares === undefined || rollout.engine === "ecs"
        ? []
        : [
              {
                  at: ["shares"],
                  is: `is set where rollout.engine is ${rollout.engine}`,
                  allowed:
                      "a share with engine ecs only, which moves the traffic of a rule; CodeDeploy needs a load balancer of the line's own",
                  also: [["rollout", "engine"]],
              },
          ];

const shareIsOfSomething: Rule = ({ shares, domain }) =>
    shares === undefined || shares.host !== undefined || shares.paths !== undefined || domain !== undefined
        ? []
        : [
              {
                  at: ["shares"],
                  is: "names neither host nor paths, and the line has no domain",
                  allowed: "the line's own host or paths, or no shares: then it has a load balancer of its own",
                  fix: "write host or paths below shares",
                  also: REQUESTS,
              },
          ];

const hostIsSaidOnce: Rule = ({ shares, domain }) =>
    shares?.host === undefined || domain === undefined || shares.host === domain.name
        ? []
        : [
              {
                  at: ["shares", "host"],
                  allowed: `${domain.name}, the line's domain, or nothing: its requests name that`,
                  also: [["domain"]],
              },
          ];

/** "condition wildcards per rule": https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MOST_WILDCARDS = 5;

const wildcardsAreFew: Rule = ({ shares }) => {
    const wild = [shares?.host ?? "", ...(shares?.paths ?? [])].join("").match(/[*?]/g) ?? [];
    return wild.length <= MOST_WILDCARDS
        ? []
        : [
              {
                  at: ["shares"],
                  is: `has ${wild.length} of * and ?`,
                  allowed: `${MOST_WILDCARDS} of them in host and paths together`,
                  fix: "write host and paths with fewer * and ?",
              },
          ];
};

/** A group of security has no port for each line. */
const testTrafficIsTheBalancers: Rule = ({ shares, testTrafficFrom }, { project }) =>
    shares === undefined || testTrafficFrom.length === 0
        ? []
        : [
              {
                  at: ["testTrafficFrom"],
                  is: "is set where shares is",
                  allowed: `the ranges in ${project}:loadBalancer, which are those of all lines that share it`,
                  also: [["shares"]],
              },
          ];

/** A listener by HTTPS has a certificate of its own before it takes another: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html */
const certificatesComeBesideTheBalancers: Rule = ({ shares, certificateArn, domain }, about) => {
    const own =
        certificateArn === undefined ? (isInZone(domain) ? ["domain", "zoneId"] : undefined) : ["certificateArn"];
    if (shares === undefined || own === undefined || speaksTls(about)) return [];
    return [
        {
            at: own,
            is: "is set, and the load balancer that lines share speaks plain HTTP",
            allowed: `a certificate of the line's host beside that of the load balancer: ${about.project}:loadBalancer, its certificateArn or its domain with zoneId`,
            also: [["shares"]],
            alsoStack: [["loadBalancer"]],
        },
    ];
};

const speaksTls = ({ loadBalancer }: RuleContext<unknown>): boolean => isCertified(loadBalancer ?? {});

/** Two groups and two rules a line, of 100 each: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const MOST_LINES = 50;

const balancerHasRoom: Rule = ({ shares }, { linesBefore }) =>
    shares === undefined || linesBefore.filter(({ settings }) => settings.shares).length < MOST_LINES
        ? []
        : [
              {
                  at: ["shares"],
                  is: `is set by ${MOST_LINES} lines before this one`,
                  allowed: `${MOST_LINES} lines at one load balancer: AWS takes 100 target groups there`,
              },
          ];

/** What Verify asks is asked of the load balancer, which leads elsewhere what is not the line's. */
const checksAskTheLine: Rule = (settings, about) => {
    const { shares, checks = [], domain } = settings;
    if (shares === undefined) return [];
    const { host, paths } = requestsOf(shares, domain?.name);
    return checks.flatMap(({ host: asked, path }, index) => {
        const named = asked ?? (host !== undefined && isExact(host) ? host : undefined);
        const [own = ""] = path.split("?", 1);
        return [
            ...(host === undefined || (named !== undefined && patternCovers(host, named))
                ? []
                : [
                      {
                          at: ["checks", index, "host"],
                          allowed: `a host that ${host} stands for: others are not the line's`,
                          fix: `write such a host, or take ${about.project}:services.${about.line}.deploy.checks[${index}] out`,
                          also: [["shares"], ["domain"]],
                      },
                  ]),
            ...(host !== undefined || asked !== undefined || !speaksTls(about) || about.loadBalancer?.domain
                ? []
                : [
                      {
                          at: ["checks", index, "host"],
                          is: "is not set, and the load balancer that lines share has a certificate",
                          allowed: "a domain that the certificate is of: it is not of the load balancer's own name",
                          fix: `write the domain of your users as host of check ${index + 1}`,
                          alsoStack: [["loadBalancer"]],
                      },
                  ]),
            ...(paths === undefined || paths.some((each) => patternCovers(each, own))
                ? []
                : [
                      {
                          at: ["checks", index, "path"],
                          allowed: `a path of the line's: ${paths.join(", ")}`,
                          instead: paths[0]?.replace(/[*?].*$/s, "") ?? "/",
                          also: [["shares"]],
                      },
                  ]),
        ];
    });
};

export const sharingRules: readonly Rule[] = [
    ecsAloneMovesARule,
    shareIsOfSomething,
    hostIsSaidOnce,
    wildcardsAreFew,
    testTrafficIsTheBalancers,
    certificatesComeBesideTheBalancers,
    balancerHasRoom,
    linesKeepToTheirOwn,
    checksAskTheLine,
];
