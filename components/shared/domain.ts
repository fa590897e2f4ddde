// A domain of the line's own: its certificate, and the record that points to the load balancer.
import * as acm from "@pulumi/aws/acm";
import type * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import * as route53 from "@pulumi/aws/route53";
import { z } from "zod";

/** A line's settings of it. */
export const domain = z.strictObject({
    // A certificate takes no longer name: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
    name: z
        .string()
        .max(64)
        .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/)
        .meta({
            description: "Domain under which users reach the line.",
            allowed: "a domain in lower case, at most 64 characters",
            examples: ["shop.example.com"],
        }),
    zoneId: z
        .string()
        .regex(/^Z[A-Z0-9]{1,31}$/)
        .optional()
        .meta({
            description:
                "Public hosted zone of Route 53, in this account, that the domain is in: the record and, without certificateArn, the certificate are made. Default: nextSteps say which record to make.",
            allowed: "the id of a hosted zone, Z…",
            examples: ["Z0123456789ABCDEFGHIJ"],
        }),
});

export type Domain = z.infer<typeof domain>;

/** The same domain, with a zone in which records can be made. */
export interface DomainInZone extends Domain {
    readonly zoneId: string;
}

export function isInZone(domain: Domain | undefined): domain is DomainInZone {
    return domain?.zoneId !== undefined;
}

/** The setting for an existing certificate. */
export const certificateArn = (description: string) =>
    z
        .string()
        .regex(/^arn:aws[\w-]*:acm:/)
        .optional()
        .meta({
            description,
            allowed: "the ARN of an ACM certificate of this account and region",
            examples: ["arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"],
        });

/** Settings that decide on a listener's certificate. */
export interface Certified {
    readonly certificateArn?: string;
    readonly domain?: Domain;
}

/** Whether there is a certificate, given or made for a domain with a zone. */
export function isCertified({ certificateArn, domain: led }: Certified): boolean {
    return certificateArn !== undefined || isInZone(led);
}

/** The certificate that is given, or one that is made. @returns undefined without a domain that has a zone */
export function certificateOf(
    name: string,
    { certificateArn, domain: led }: Certified,
    opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> | undefined {
    return certificateArn ?? (isInZone(led) ? makeCertificate(name, led, opts) : undefined);
}

/**
 * Requests a certificate, and validates the domain by a record, which stays because ACM renews by it.
 * @returns its ARN, once it is issued; listeners accept it only then
 */
function makeCertificate(
    line: string,
    { name, zoneId }: DomainInZone,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const certificate = new acm.Certificate(line, { domainName: name, validationMethod: "DNS" }, opts);
    // One domain, so one record.
    const proof = certificate.domainValidationOptions.apply((proofs) => proofs[0] ?? noProof(name));
    const record = new route53.Record(
        `${line}-proves-domain`,
        {
            zoneId,
            name: proof.resourceRecordName,
            type: proof.resourceRecordType,
            records: [proof.resourceRecordValue],
            ttl: 300,
            // Every certificate that this account has for the domain is proved by the same record: it may be there already,
            // and without it the others are not renewed. https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
            allowOverwrite: true,
        },
        { ...opts, retainOnDelete: true },
    );
    const issued = new acm.CertificateValidation(
        line,
        { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
        opts,
    );
    return issued.certificateArn;
}

function noProof(name: string): never {
    throw new Error(`ACM named no record by which ${name} can be proved; look at the certificate in its console`);
}

/**
 * Points the domain to the load balancer. If a record of that name exists, `up` stops and leaves it as it is.
 * @returns the domain, once it is one of the zone: the provider adds the zone's name to any other
 */
export function makeRecord(
    line: string,
    { name, zoneId }: DomainInZone,
    balancer: lb.LoadBalancer,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const record = new route53.Record(
        line,
        {
            zoneId,
            name,
            type: "A",
            aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
        },
        opts,
    );
    return record.fqdn.apply((made) => (made === name ? name : notOfTheZone(name, zoneId, made)));
}

function notOfTheZone(name: string, zoneId: string, made: string): never {
    throw new Error(
        `asked for ${name} in zone ${zoneId}, found that this zone makes it ${made}; set domain.zoneId to the zone that ${name} is in`,
    );
}
