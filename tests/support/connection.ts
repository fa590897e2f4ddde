/** A connection that a person has made and authorised. */
export const CONNECTION =
    "arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef";
