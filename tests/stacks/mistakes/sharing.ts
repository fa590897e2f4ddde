// Lines that share one load balancer, and what one of them cannot have there.
import type { Mistake } from "./mistake";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
const ZONE = "Z0123456789ABCDEFGHIJ";

/** The line `web` by ECS's own engine, and further lines that share, by their names. */
const sharing = (web: object, others: Readonly<Record<string, object>> = {}): Mistake["change"] => ({
    "services.web.deploy": { kind: "ecs", port: 8080, count: 1, ...web },
    ...Object.fromEntries(
        Object.entries(others).map(([line, deploy]) => [
            `services.${line}`,
            { source: { kind: "codecommit", repository: line }, deploy: { kind: "ecs", port: 8080, ...deploy } },
        ]),
    ),
});

const cases: readonly (readonly [title: string, change: Mistake["change"], says: string])[] = [
    [
        "a share where CodeDeploy moves the traffic",
        sharing({ shares: { host: "shop.example.com" }, rollout: { kind: "blue-green", engine: "codedeploy" } }),
        `
fairlead:services.web.deploy.shares is set where rollout.engine is codedeploy
  allowed: a share with engine ecs only, which moves the traffic of a rule;
           CodeDeploy needs a load balancer of the line's own
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.shares'`,
    ],
    [
        "a share of nothing",
        sharing({ shares: {} }),
        `
fairlead:services.web.deploy.shares names neither host nor paths, and the line
    has no domain
  allowed: the line's own host or paths, or no shares: then it has a load
           balancer of its own
  fix: write host or paths below shares`,
    ],
    [
        "another host than the line's domain",
        sharing({ shares: { host: "shop.example.com" }, domain: { name: "www.example.com" } }),
        `
fairlead:services.web.deploy.shares.host is "shop.example.com"
  allowed: www.example.com, the line's domain, or nothing: its requests name
           that
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.shares.host'`,
    ],
    [
        "more wildcards than AWS compares",
        sharing({ shares: { paths: ["/*/*/*", "/a?/*", "/b*"] } }),
        `
fairlead:services.web.deploy.shares has 6 of * and ?
  allowed: 5 of them in host and paths together
  fix: write host and paths with fewer * and ?`,
    ],
    [
        "test traffic of one line that shares",
        sharing({ shares: { paths: ["/shop/*"] }, testTrafficFrom: ["203.0.113.7/32"] }),
        `
fairlead:services.web.deploy.testTrafficFrom is set where shares is
  allowed: the ranges in fairlead:loadBalancer, which are those of all lines
           that share it
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.testTrafficFrom'`,
    ],
    [
        "a certificate beside none",
        sharing({ shares: { host: "shop.example.com" }, certificateArn: CERTIFICATE }),
        `
fairlead:services.web.deploy.certificateArn is set, and the load balancer that
    lines share speaks plain HTTP
  allowed: a certificate of the line's host beside that of the load balancer:
           fairlead:loadBalancer, its certificateArn or its domain with zoneId
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.certificateArn'`,
    ],
    [
        "a domain in a zone beside no certificate",
        sharing({ shares: {}, domain: { name: "shop.example.com", zoneId: ZONE } }),
        `
fairlead:services.web.deploy.domain.zoneId is set, and the load balancer that
    lines share speaks plain HTTP
  allowed: a certificate of the line's host beside that of the load balancer:
           fairlead:loadBalancer, its certificateArn or its domain with zoneId
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.domain.zoneId'`,
    ],
    [
        "two lines that ask for the same",
        sharing({ shares: { host: "shop.example.com" } }, { api: { shares: { host: "shop.example.com" } } }),
        `
fairlead:services.api.deploy.shares asks for the same as web
  allowed: a host or paths that no other line has
  fix: give api, or web, another host or other paths`,
    ],
    [
        "two lines of one priority",
        sharing(
            { shares: { host: "shop.example.com", priority: 10 } },
            { api: { shares: { paths: ["/api/*"], priority: 10 } } },
        ),
        `
fairlead:services.api.deploy.shares.priority would be 10, which is web's
  allowed: a number that no other line has: two rules of a listener cannot have
           one
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.api.deploy.shares.priority' 11`,
    ],
    [
        "requests of two lines, and nobody says which is first",
        sharing({ shares: { paths: ["/api/*"] } }, { api: { shares: { paths: ["/api/v2/*"] } } }),
        `
fairlead:services.api.deploy.shares.priority is not set, and some of its
    requests are web's as well
  allowed: a priority for the narrower of api and web, which is asked first
           then; or requests that only one of them takes
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.api.deploy.shares.priority' 10`,
    ],
    [
        "a line that would take what is another's by chance",
        sharing({ shares: { paths: ["/api/v2/*"] } }, { api: { shares: { paths: ["/api/*"] } } }),
        `
fairlead:services.api.deploy.shares takes what web asks for, and neither says
    which is first
  allowed: a priority for the narrower of api and web, which is asked first
           then; or requests that only one of them takes
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.shares.priority' 10`,
    ],
    [
        "a line behind one that takes all of its requests",
        sharing(
            { shares: { paths: ["/api/*"], priority: 10 } },
            { api: { shares: { paths: ["/api/v2/*"], priority: 20 } } },
        ),
        `
fairlead:services.api.deploy.shares asks for what web takes, so that api would
    get no request
  allowed: the narrower of two in front, which has the lower priority
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.api.deploy.shares.priority' 9`,
    ],
    [
        "a line that takes all requests of one before it",
        sharing(
            { shares: { paths: ["/api", "/api/*"] } },
            {
                more: { shares: { paths: ["/more/*"], priority: 9 } },
                api: { shares: { paths: ["/a*"], priority: 10 } },
            },
        ),
        `
fairlead:services.api.deploy.shares takes what web asks for, so that web would
    get no request
  allowed: the narrower of two in front, which has the lower priority
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.shares.priority' 8`,
    ],
    [
        "a line behind the first of all",
        sharing({ shares: { paths: ["/api/*"], priority: 1 } }, { api: { shares: { paths: ["/api/v2/*"] } } }),
        `
fairlead:services.api.deploy.shares asks for what web takes, so that api would
    get no request
  allowed: the narrower of two in front, which has the lower priority
  fix: give web a higher shares.priority, and api 1, which it has`,
    ],
    [
        "a share of a host in capitals alone",
        sharing({ shares: { host: "Shop.Example.com" } }),
        `
fairlead:services.web.deploy.shares.host is "Shop.Example.com"
  allowed: a domain in lower case, at most 128 characters, * and ? before its
           last dot
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.shares.host' 'shop.example.com'`,
    ],
    [
        "a share of more paths than AWS compares",
        sharing({ shares: { paths: ["/a", "/b", "/c", "/d"] } }),
        `
fairlead:services.web.deploy.shares.paths is a list of 4
  allowed: a list of 1 to 3 entries, each a slash, then letters, digits and _ -
           . $ / ~ " ' @ : + & * ?, at most 128 characters
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.shares.paths[3]'`,
    ],
    [
        "a check of what another line answers",
        sharing({
            shares: { host: "shop.example.com", paths: ["/shop/*"] },
            checks: [{ name: "home" }, { name: "other", host: "www.example.com", path: "/shop/1" }],
        }),
        `
fairlead:services.web.deploy.checks[0].path is "/"
  allowed: a path of the line's: /shop/*
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.deploy.checks[0].path' '/shop/'

fairlead:services.web.deploy.checks[1].host is "www.example.com"
  allowed: a host that shop.example.com stands for: others are not the line's
  fix: write such a host, or take fairlead:services.web.deploy.checks[1] out`,
    ],
    [
        "a load balancer that no line shares",
        { loadBalancer: { testTrafficFrom: ["203.0.113.7/32"] } },
        `
fairlead:loadBalancer is set, and no line shares it
  allowed: the load balancer of lines whose deploy says shares
  fix: pulumi config rm --stack staging fairlead:loadBalancer`,
    ],
    [
        "a shared load balancer of another account's certificate",
        {
            ...sharing({ shares: { host: "shop.example.com" } }),
            loadBalancer: { certificateArn: CERTIFICATE.replace("111122223333", "444455556666") },
        },
        `
fairlead:loadBalancer.certificateArn is
    "arn:aws:acm:eu-west-1:444455556666:certificate/0…
  allowed: a certificate of region eu-west-1 and account 111122223333, where the
           load balancer is
  fix: pulumi config set --stack staging --path \\
         'fairlead:loadBalancer.certificateArn' \\
         'arn:aws:acm:eu-west-1:111122223333:certificate/…'`,
    ],
    [
        "a host that the certificate of the shared load balancer is not for",
        {
            ...sharing({ shares: { host: "shop.example.com" } }, { api: { shares: { paths: ["/api/*"] } } }),
            loadBalancer: { domain: { name: "example.com", zoneId: ZONE } },
        },
        `
fairlead:services.web.deploy.shares.host is shop.example.com, and the
    certificate that is made for the load balancer is of example.com alone
  allowed: a domain in a zone or a certificateArn of the line's own, or
           loadBalancer.certificateArn of one for shop.example.com as well
  fix: write domain: { name: shop.example.com, zoneId: Z0123456789ABCDEFGHIJ }
       below services.web.deploy, which brings its certificate and its record`,
    ],
    [
        "hosts by a pattern that the certificate of the shared load balancer is not for",
        {
            ...sharing({ shares: { host: "*.shop.example.com" } }),
            loadBalancer: { domain: { name: "example.com", zoneId: ZONE } },
        },
        `
fairlead:services.web.deploy.shares.host is *.shop.example.com, and the
    certificate that is made for the load balancer is of example.com alone
  allowed: a domain in a zone or a certificateArn of the line's own, or
           loadBalancer.certificateArn of one for *.shop.example.com as well
  fix: write the certificateArn of one for *.shop.example.com below
       services.web.deploy`,
    ],
    [
        "a shared load balancer under a line's domain",
        {
            ...sharing({ shares: {}, domain: { name: "shop.example.com" } }),
            loadBalancer: { domain: { name: "shop.example.com" } },
        },
        `
fairlead:services.web.deploy.domain.name is shop.example.com, which is the
    shared load balancer's
  allowed: a domain that no other line has
  fix: give web, or the shared load balancer, another domain`,
    ],
];

export const sharingMistakes: readonly Mistake[] = [
    ...cases.map(([title, change, says]) => ({ title, stack: "staging" as const, change, says })),
    {
        title: "a shared load balancer by plain HTTP that was not loosened",
        stack: "prod",
        change: { "services.web.deploy": { kind: "ecs", port: 8080, shares: { host: "shop.example.com" } } },
        says: `
fairlead:loadBalancer.certificateArn is not set
  allowed: the ARN of an ACM certificate; a domain with its zoneId, for which
           one is made; or plain-http in fairlead:loosen, which serves without
           one
  fix: pulumi config set --stack prod --path \\
         'fairlead:loadBalancer.certificateArn' \\
         'arn:aws:acm:eu-west-1:111122223333:certificate/…'`,
    },
];
