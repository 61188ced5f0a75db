// Swagger Petstore: small, Swagger 2.0, forms and a multipart upload.
import { expectChanges } from '../support/expect-changes.mjs';
import { PNG } from '../support/files.mjs';
import { createRandom } from '../support/random.mjs';
import { textOf } from '../support/read-form.mjs';
import { answer, createRouter, refuse } from '../support/router.mjs';

const STATUSES = ['available', 'pending', 'sold'];
const CATEGORIES = ['Dogs', 'Cats', 'Rabbits', 'Lions', 'Parrots', 'Turtles'];
const TAGS = ['vaccinated', 'chipped', 'shy', 'playful', 'senior', 'puppy', 'indoor', 'quarantine'];
const NAMES = 'Rex Luna Milo Bella Simba Coco Nala Oscar Ruby Felix Kira Balu Daisy Max Lilly Sam'.split(' ');

function createState() {
  const random = createRandom(11);
  const state = { pets: {}, orders: {}, users: {}, images: {} };
  for (let id = 1001; id <= 1140; id++) {
    const tags = TAGS.filter(() => random.chance(0.2)).map((name) => ({ id: TAGS.indexOf(name) + 1, name }));
    const category = random.int(0, CATEGORIES.length - 1);
    state.pets[id] = {
      id,
      category: { id: category + 1, name: CATEGORIES[category] },
      name: `${random.pick(NAMES)} ${id}`,
      photoUrls: [`https://photos.acme-pets.example/${id}/1.jpg`, `https://photos.acme-pets.example/${id}/2.jpg`],
      tags,
      status: random.pick(STATUSES),
    };
  }
  for (let id = 1; id <= 10; id++)
    state.orders[id] = {
      id,
      petId: random.int(1001, 1140),
      quantity: 1,
      shipDate: random.date('2026-10-01T00:00:00Z', 40).replace('Z', '.000+0000'),
      status: random.pick(['placed', 'approved', 'delivered']),
      complete: random.chance(0.4),
    };
  for (const [index, username] of ['ada', 'ben', 'carla', 'shelter-bot'].entries())
    state.users[username] = {
      id: index + 1,
      username,
      firstName: username,
      lastName: 'Acme',
      email: `${username}@acme-pets.example`,
      password: 'not shown',
      phone: `555-010${index}`,
      userStatus: 1,
    };
  return state;
}

const problem = (code, message, type = 'error') => ({ code, type, message });
const isTagged = (pet, tag) => pet.tags.some(({ name }) => name === tag);

function routesOf(state) {
  const petOf = ({ params }) => state.pets[params.petId] ?? refuse(404, problem(1, 'Pet not found'));
  const list = (query, name) => query.getAll(name).flatMap((value) => value.split(','));
  const savePet = (pet) => {
    if (typeof pet?.name !== 'string' || !Array.isArray(pet?.photoUrls)) refuse(405, problem(405, 'Invalid input'));
    const id = pet.id ?? Math.max(...Object.keys(state.pets).map(Number)) + 1;
    state.pets[id] = { id, tags: [], status: 'available', ...pet };
    return state.pets[id];
  };
  return {
    'POST /pet': ({ body }) => savePet(body),
    'PUT /pet': ({ body }) => (state.pets[body?.id] ? savePet(body) : refuse(404, problem(1, 'Pet not found'))),
    'GET /pet/findByStatus': ({ query }) => {
      const wanted = list(query, 'status');
      if (wanted.length === 0 || wanted.some((each) => !STATUSES.includes(each)))
        refuse(400, problem(400, 'Invalid status value'));
      return Object.values(state.pets).filter(({ status }) => wanted.includes(status));
    },
    'GET /pet/findByTags': ({ query }) => {
      const wanted = list(query, 'tags');
      if (wanted.length === 0) refuse(400, problem(400, 'Invalid tag value'));
      return Object.values(state.pets).filter((pet) => wanted.some((tag) => isTagged(pet, tag)));
    },
    'GET /pet/{petId}': petOf,
    'POST /pet/{petId}': (request) => {
      const pet = petOf(request);
      for (const name of ['name', 'status']) if (request.body?.[name] !== undefined) pet[name] = request.body[name];
      return problem(200, String(pet.id), 'unknown');
    },
    'DELETE /pet/{petId}': (request) => {
      const { id } = petOf(request);
      delete state.pets[id];
      return problem(200, String(id), 'unknown');
    },
    'POST /pet/{petId}/uploadImage': (request) => {
      const { id } = petOf(request);
      const { file, additionalMetadata } = request.body ?? {};
      if (file === undefined) refuse(400, problem(400, 'file is missing'));
      const size = Buffer.from(file.data ?? textOf(file)).length;
      state.images[Object.keys(state.images).length + 1] = {
        petId: id,
        filename: file.filename,
        additionalMetadata,
        size,
      };
      return problem(
        200,
        `additionalMetadata: ${additionalMetadata}\nFile uploaded to ./${file.filename}, ${size} bytes`,
        'unknown',
      );
    },
    'GET /store/inventory': () =>
      Object.fromEntries(
        STATUSES.map((status) => [status, Object.values(state.pets).filter((pet) => pet.status === status).length]),
      ),
    'POST /store/order': ({ body }) => {
      if (!Number.isInteger(body?.petId)) refuse(400, problem(400, 'Invalid Order'));
      const id = body.id ?? Math.max(...Object.keys(state.orders).map(Number)) + 1;
      state.orders[id] = { quantity: 1, status: 'placed', complete: false, ...body, id };
      return state.orders[id];
    },
    'GET /store/order/{orderId}': ({ params }) =>
      state.orders[params.orderId] ?? refuse(404, problem(1, 'Order not found')),
    'DELETE /store/order/{orderId}': ({ params }) => {
      if (!(params.orderId in state.orders)) refuse(404, problem(404, 'Order Not Found', 'unknown'));
      delete state.orders[params.orderId];
      return problem(200, params.orderId, 'unknown');
    },
    'GET /user/{username}': ({ params }) => state.users[params.username] ?? refuse(404, problem(1, 'User not found')),
    'POST /user': ({ body }) => {
      if (typeof body?.username !== 'string') refuse(400, problem(400, 'bad input'));
      state.users[body.username] = { id: Object.keys(state.users).length + 1, userStatus: 0, ...body };
      return problem(200, String(state.users[body.username].id), 'unknown');
    },
  };
}

const BASE = 'https://petstore.swagger.io/v2';

export const api = {
  name: 'petstore',
  spec: '@readme/oas-examples/2.0/json/petstore.json',
  routes: Object.keys(routesOf(createState())),
  createUpstream({ base = BASE } = {}) {
    const state = createState();
    const lost = () => answer(404, problem(404, 'null for uri', 'unknown'));
    return { state, answer: createRouter({ routes: routesOf(state), base, lost }) };
  },
  tasks: [
    {
      id: 'petstore-new-pet-order',
      kind: 'create-then-use',
      says: 'A new rabbit called Pepper has come in (photo https://photos.acme-pets.example/pepper.jpg). Register it as available and place an order for it, quantity 1.',
      steps: [
        {
          as: 'pet',
          find: 'register a new pet in the store',
          endpoint: ['addPet'],
          args: {
            name: 'Pepper',
            category: { id: 3, name: 'Rabbits' },
            photoUrls: ['https://photos.acme-pets.example/pepper.jpg'],
            status: 'available',
          },
          pick: 'id',
        },
        { as: 'order', find: 'order a pet', endpoint: ['placeOrder'], args: { petId: { ref: 'pet' }, quantity: 1 } },
      ],
      check: expectChanges(createState, () => ({
        pets: {
          added: [{ name: 'Pepper', status: 'available', photoUrls: ['https://photos.acme-pets.example/pepper.jpg'] }],
        },
        orders: { added: [{ petId: 1141, quantity: 1 }] },
      })),
    },
    {
      id: 'petstore-release-quarantine',
      kind: 'find-then-update-many',
      says: 'The quarantine is over: every pet tagged "quarantine" that is pending is available from now on.',
      steps: [
        {
          as: 'pets',
          find: 'pets that have a certain tag',
          endpoint: ['findPetsByTags'],
          args: { tags: ['quarantine'] },
          pick: "[?status == 'pending'].id",
        },
        {
          as: 'released',
          find: 'change the status of a pet',
          endpoint: ['updatePetWithForm'],
          each: 'pets',
          args: { petId: { ref: 'item' }, status: 'available' },
        },
      ],
      check: expectChanges(createState, ({ pets }) => ({
        pets: {
          changed: Object.fromEntries(
            Object.values(pets)
              .filter((pet) => isTagged(pet, 'quarantine') && pet.status === 'pending')
              .map(({ id }) => [id, { status: 'available' }]),
          ),
        },
      })),
    },
    {
      id: 'petstore-photo-of-ordered-pet',
      kind: 'upload-then-attach',
      says: 'Add this photo (health-check.png) to the pet that order 4 is about; as metadata write "checked for order 4".',
      steps: [
        {
          as: 'order',
          find: 'look up an order by its number',
          endpoint: ['getOrderById'],
          args: { orderId: 4 },
          pick: 'petId',
        },
        {
          as: 'photo',
          find: 'upload a picture of a pet',
          endpoint: ['uploadFile'],
          args: {
            petId: { ref: 'order' },
            additionalMetadata: 'checked for order 4',
            file: { $base64: PNG, filename: 'health-check.png', contentType: 'image/png' },
          },
        },
      ],
      check: expectChanges(createState, ({ orders }) => ({
        images: {
          added: [
            {
              petId: orders[4].petId,
              filename: 'health-check.png',
              additionalMetadata: 'checked for order 4',
              size: 70,
            },
          ],
        },
      })),
    },
    {
      id: 'petstore-remove-sold-seniors',
      kind: 'clean-up',
      says: 'Take all pets out of the store that are sold and tagged "senior".',
      steps: [
        {
          as: 'sold',
          find: 'list pets by status',
          endpoint: ['findPetsByStatus'],
          args: { status: ['sold'] },
          pick: "[?contains(tags[].name, 'senior')].id",
        },
        { as: 'gone', find: 'remove a pet', endpoint: ['deletePet'], each: 'sold', args: { petId: { ref: 'item' } } },
      ],
      check: expectChanges(createState, ({ pets }) => ({
        pets: {
          removed: Object.values(pets)
            .filter((pet) => isTagged(pet, 'senior') && pet.status === 'sold')
            .map(({ id }) => String(id)),
        },
      })),
    },
  ],
};
