export async function playChained() { return { answers: {}, fault: 'not yet' }; }
