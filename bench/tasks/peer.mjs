export function installPeer() {}
export async function playPeer() {}
