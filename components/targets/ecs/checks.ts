// Requests to a release once it runs, made as users make them. A release that answers otherwise does not become live, nor does
// it go on to the next environment.
import { z } from "zod";

import type { SettingRule } from "../../setting-rules";
import type { ScriptPart } from "../../shell";
import type { Domain } from "../../shared/domain";
import type { LoadBalancer } from "../../shared/load-balancer";

export const requests = z
    .array(
        z.strictObject({
            name: z
                .string()
                .regex(/^[a-z][a-z0-9-]{0,31}$/)
                .meta({
                    description: "Name of the check, in the log of Verify and in the evidence of the next environment.",
                    allowed: "lower-case letters, digits and dashes, at most 32, a letter first",
                    examples: ["home"],
                }),
            path: z
                .string()
                .regex(/^\/[\w\-./~?&=%+,:@]*$/)
                .max(500)
                .default("/")
                .meta({ description: "What is asked for, by GET.", allowed: "a path such as /orders?page=1" }),
            status: z.int().min(200).max(599).default(200).meta({ description: "Status that is answered." }),
            contains: z
                .string()
                .min(1)
                .max(200)
                .regex(/^[^\n\r]*$/)
                .optional()
                .meta({ description: "Text that stands in the answer.", examples: ["Welcome"] }),
            host: z
                .string()
                .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
                .optional()
                .meta({
                    description:
                        "Domain that is asked, at this line's load balancer whatever DNS says. Default: the line's domain, else the load balancer's own name.",
                    allowed: "a domain in lower case",
                    examples: ["shop.example.com"],
                }),
        }),
    )
    .max(10)
    .optional()
    .meta({
        description: "What a release is asked once it runs; one answer that is another turns Verify red.",
        examples: [[{ name: "home", path: "/", contains: "Welcome" }]],
    });

type Requests = z.infer<typeof requests>;

/** The part of Verify that makes them; undefined if there are none. @param host the line's own domain */
export function asks(checks: Requests, { ownUrl }: Pick<LoadBalancer, "ownUrl">, host?: string): ScriptPart {
    if (checks === undefined || checks.length === 0) return { scripts: [], env: {}, allow: [] };
    const requests = checks.map((check) => (host === undefined ? check : { host, ...check }));
    return { scripts: ["checks-ask"], env: { URL: ownUrl, REQUESTS: JSON.stringify(requests) }, allow: [] };
}

/** A certificate is for a domain, and nobody can have one for the load balancer's own name. */
export const requestsNameWhatTheCertificateIsOf: SettingRule<{
    readonly checks?: Requests;
    readonly certificateArn?: string;
    readonly domain?: Domain;
}> = ({ checks = [], certificateArn, domain }) => [
    ...checks.flatMap(({ name, host }, at) =>
        certificateArn === undefined || domain !== undefined || host !== undefined
            ? []
            : [
                  {
                      at: ["checks", at, "host"],
                      is: "is not set, and the line has a certificate",
                      allowed: "a domain that the certificate is of: it is not of the load balancer's own name",
                      fix: `write the domain of your users as host of the check ${name}`,
                      also: [["certificateArn"]],
                  },
              ],
    ),
    ...checks.flatMap(({ name }, at) =>
        checks.slice(0, at).some((other) => other.name === name)
            ? [
                  {
                      at: ["checks", at, "name"],
                      is: `is ${name}, like another check's of the line`,
                      allowed: "a name of its own",
                      instead: `${name}-${at + 1}`,
                  },
              ]
            : [],
    ),
];
