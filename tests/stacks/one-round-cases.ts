// Stack files with mistakes that hide each other, or whose fix could change what was meant; what is told about each.

const HEAD = `config:
  aws:region: eu-west-1
  fairlead:account: "111122223333"
  fairlead:loosen: [plain-http]
`;
export const DOCKER = "build: { kind: docker, context: examples/blue-green-web }";
export const web = (...lines: string[]): string =>
    `${HEAD}  fairlead:services:\n    web:\n${lines.map((line) => `      ${line}\n`).join("")}`;

/** What was typed, and for each thing that is told about it, where. */
export const CASES: Readonly<Record<string, { readonly typed: string; readonly told: readonly string[] }>> = {
    "settings beside the part that they are settings of": {
        typed: web(DOCKER, "deploy:", "kind: ecs", "port: 8080"),
        told: ["services.web.kind (9) stands beside deploy, which is empty, and so does port"],
    },
    "kinds that are misspelt, with more that is wrong beside them": {
        typed: web(
            DOCKER,
            "deploy:",
            "  kind: ECS",
            "  Port: 8080",
            "  count: -1",
            "  rollout:",
            "    kind: canari",
            "    percent: 200",
        ),
        told: [
            'services.web.deploy.kind (9) is "ECS"',
            'services.web.deploy.rollout.kind (13) is "canari"',
            "services.web.deploy.count (11) is -1",
            "services.web.deploy.rollout.percent (14) is 200",
            "services.web.deploy.Port (10) is not a setting",
        ],
    },
    "one setting after its part": {
        typed: web(DOCKER, "deploy:", "  kind: ecs", "port: 8080"),
        told: ["services.web.port (10) is not a setting"],
    },
    "a line beside the settings of the stack": {
        typed: `${HEAD}  fairlead:services:\n  web:\n    ${DOCKER}\n    deploy: { kind: ecs, port: 8080 }\n`,
        told: ["web (6) stands beside fairlead:services, which is empty"],
    },
    "the parts of a line beside the lines": {
        typed: `${HEAD}  fairlead:services:\n    web:\n    ${DOCKER}\n    deploy:\n      kind: ecs\n      port: 8080\n`,
        told: [
            "services.build (7) stands beside the lines of services, where it would be a line of its own, and so does deploy",
        ],
    },
    "one part of a line beside it": {
        typed: `${HEAD}  fairlead:services:\n    web:\n      ${DOCKER}\n    deploy:\n      kind: ecs\n      prot: 8080\n`,
        told: [
            "services.deploy (8) stands beside the lines of services, where it would be a line of its own",
            "services.web.deploy.prot (10) is not a setting",
        ],
    },
    "a share that takes what a narrower one asks for": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080, shares: { paths: [/orders, /orders/*] } }")}    orders:\n      ${DOCKER}\n      deploy: { kind: ecs, port: 8080, shares: { paths: [/ord*], priority: 10 } }\n`,
        told: ["services.orders.deploy.shares (11) takes what web asks for, so that web would get no request"],
    },
    "a commit status of a line that a workflow makes": {
        typed: web(
            "build: { kind: workflow, repository: acme/web, commitStatus: { tokenSecretArn: x } }",
            "deploy: { kind: ecs, port: 8080 }",
        ),
        told: ["services.web.build.commitStatus (7) is not a setting"],
    },
    "a part within another": {
        typed: web(
            "build:",
            "  kind: docker",
            "  context: examples/blue-green-web",
            "  deploy: { kind: ecs, port: 8080 }",
        ),
        told: ["services.web.build.deploy (10) is not a setting"],
    },
    "a setting of the stack among the lines": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}    fairlead:notify:\n      - { to: email, address: team@example.com }\n`,
        told: ["notify (9) stands below fairlead:services, where nobody reads it"],
    },
    "names beside what should hold them": {
        typed: web(DOCKER, "deploy:", "  kind: ecs", "  port: 8080", "  environment:", "  LOG: debug"),
        told: ["services.web.deploy.LOG (12) stands beside environment, which is empty"],
    },
    "no space after the colons in braces": {
        typed: web(DOCKER, "deploy: {kind:ecs, port:3000}"),
        told: ["services.web.deploy.kind (8) has no space after its colon, nor has port:"],
    },
    "no space after one colon in braces, and a wrong value after it": {
        typed: web(DOCKER, "deploy: { kind: ecs, port:80800 }"),
        told: ["services.web.deploy.port (8) has no space after its colon", "services.web.deploy.port (8) is 80800"],
    },
    "no space after colons below each other": {
        typed: web(DOCKER, "deploy:", "  kind:ecs", "  port:3000"),
        told: ["services.web.deploy.kind (8) has no space after its colon, nor has port:"],
    },
    "no space after the colons in a list": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}  fairlead:notify: [{to:email, address:team@example.com}]\n`,
        told: ["notify[0].to (9) has no space after its colon, nor has address:"],
    },
    "no space before what is not repeated": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: {LOG:debug} }"),
        told: ["services.web.deploy.environment.LOG (8) has no space after its colon"],
    },
    "commands in one piece": {
        typed: web(
            "build: { kind: pushed }",
            "deploy:",
            "  kind: worker",
            "  health: python alive.py",
            "  command: python worker.py",
            "  before:",
            "    command: python migrate.py",
        ),
        told: [
            'services.web.deploy.health (10) is "python alive.py", a text',
            'services.web.deploy.command (11) is "python worker.py", a text',
            'services.web.deploy.before.command (13) is "python migrate.py", a text',
        ],
    },
    "an approval that is yes": {
        typed: web(
            DOCKER,
            "deploy:",
            "  kind: ecs",
            "  port: 8080",
            "  rollout:",
            "    kind: blue-green",
            "    approval: true",
        ),
        told: ["services.web.deploy.rollout.approval (13) is true"],
    },
    "a Deny among the permissions": {
        typed: web(
            DOCKER,
            "deploy:",
            "  kind: ecs",
            "  port: 8080",
            "  permissions:",
            '    - { effect: Allow, actions: ["s3:Get*"], resources: ["arn:aws:s3:::uploads/*"] }',
            '    - { effect: Deny, actions: ["s3:*"], resources: ["*"] }',
            '    - { effect: Deny, actions: ["iam:*"], resources: ["*"] }',
        ),
        told: [
            "services.web.deploy.permissions[2] (14) has the effect Deny, and a line's statements allow",
            "services.web.deploy.permissions[1] (13) has the effect Deny, and a line's statements allow",
        ],
    },
    "an hour, a queue and a zone in other words": {
        typed: web(
            DOCKER,
            "deploy:",
            "  kind: ecs",
            "  port: 8080",
            "  scaling:",
            "    max: 6",
            "    queue: { name: 'arn:aws:sqs:eu-west-1:111122223333:orders' }",
            "    schedule:",
            "      night: { at: '20:00', count: 0 }",
            "      morning:",
            "        at: cron(0 7 * * * *)",
            "    timezone: Berlin",
        ),
        told: [
            'services.web.deploy.scaling.queue.name (13) is "arn:aws:sqs:eu-west-1:111122223333:orders"',
            'services.web.deploy.scaling.schedule.night.at (15) is "20:00"',
            'services.web.deploy.scaling.schedule.morning.at (17) is "cron(0 7 * * * *)"',
            'services.web.deploy.scaling.timezone (18) is "Berlin"',
        ],
    },
    "a name that is not allowed, and what stands below it": {
        typed: web(
            "build: { kind: dokcer, context: examples/blue-green-web }",
            "deploy: { kind: ecs, port: 8080, count: 0 }",
        ).replace("web:", "Web_App:"),
        told: [
            "services.Web_App (6) is not a usable name",
            'services.Web_App.build.kind (7) is "dokcer"',
            "services.Web_App.deploy.count (8) is 0",
        ],
    },
    "a name that is not allowed, and what AWS refuses below it": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, memory: 300 }").replace("web:", "Web_App:"),
        told: ["services.Web_App (6) is not a usable name", "services.Web_App.deploy.memory (8) is 300"],
    },
    "a name that is not allowed beside the one that would be": {
        typed: `${web(DOCKER, "deploy: { kind: ecs, port: 8080 }")}    WEB:\n      ${DOCKER}\n      deploy: { kind: ecs, port: 8080 }\n`,
        told: ["services.WEB (9) is not a usable name"],
    },
    "a name of digits": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080 }").replace("web:", '"123":'),
        told: ['services["123"] (6) is not a usable name'],
    },
    "a variable whose name is not allowed, and its value": {
        typed: web(DOCKER, "deploy: { kind: ecs, port: 8080, environment: { MY-VAR: 3 } }"),
        told: [
            "services.web.deploy.environment.MY-VAR (8) is not a usable name",
            "services.web.deploy.environment.MY-VAR (8) is 3, a number",
        ],
    },
};
