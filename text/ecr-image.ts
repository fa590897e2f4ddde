/** Where an image lies in a private registry of ECR. */
export interface EcrImage {
    readonly account: string;
    readonly region: string;
    /** Of the repository. */
    readonly name: string;
}

/** Every host that ECR answers at, by IPv4 and by both: https://docs.aws.amazon.com/general/latest/gr/ecr.html */
const HOST =
    /^(?<account>\d{12})\.(?:dkr\.ecr(?:-fips)?\.(?<region>[\w-]+)\.amazonaws\.com(?:\.cn)?|dkr-ecr(?:-fips)?\.(?<both>[\w-]+)\.on\.(?:aws|amazonwebservices\.com\.cn))\/(?<name>[^@:]+)/;

/** What its name says of an image; nothing of other registries, ECR's public one among them. */
export function ecrImage(image: string): EcrImage | undefined {
    const { account, region, both, name } = HOST.exec(image)?.groups ?? {};
    const where = region ?? both;
    return account === undefined || where === undefined || name === undefined
        ? undefined
        : { account, region: where, name };
}
