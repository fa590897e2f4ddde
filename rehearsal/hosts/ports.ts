// Where the programs of a host find the engine, in a network in which every port is free.
export const PORTS = { commands: 4566, endpoint: 4567, proxy: 4568, downloads: 4569 };

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
export const METADATA = { host: "169.254.169.254", port: 80 };
