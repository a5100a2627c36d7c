/** Stack of a desk; every physical name in it is generated from this one, so that desks do not meet. */
export const stackName = (desk: string): string => `deskpulse-${desk}`;
