// Where the programs of a host find the engine, in a network in which every port is free.
export const PORTS = { commands: 4566, endpoint: 4567, proxy: 4568, downloads: 4569, metadata: 4570 };

/**
 * Where scripts ask for metadata: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html. Nothing
 * listens there, or no application could listen at port 80 of every address; whatever asks is led to the port above.
 */
export const METADATA = "169.254.169.254";

/** An address that a host may give itself, where SDKs in its containers look for credentials; here each host has it. */
export const LINK_LOCAL = "169.254.170.2";
