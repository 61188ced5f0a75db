// Who works at Acme: the same people in every API's fixture.
const FIRST =
  'Ada Ben Carla Deniz Elif Farid Greta Hana Igor Jana Kofi Lena Marek Nadia Omar Petra Quentin Rosa Samir Tessa'.split(
    ' ',
  );
const LAST =
  'Abel Brandt Costa Dubois Eriksen Fischer Garcia Huber Ivanov Jensen Keller Lopez Meyer Novak Okafor Peters Rossi Silva Tanaka Weber'.split(
    ' ',
  );

/** So many people, each with a name and address of their own. */
export function peopleOf(count) {
  return Array.from({ length: count }, (_, index) => {
    const first = FIRST[index % FIRST.length];
    const last = LAST[(index + 3 * Math.floor(index / FIRST.length)) % LAST.length];
    const login = `${first}.${last}`.toLowerCase();
    return { first, last, name: `${first} ${last}`, login, email: `${login}@acme.example` };
  });
}
