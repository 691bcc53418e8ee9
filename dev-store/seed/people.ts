import type { CustomerInput } from '../model/customers';
import { between, pick, weighted, type Random } from '../model/random';
import { actor, type Actor } from './script';

const DE_FIRST =
  'Anna Ben Clara David Emma Felix Greta Hannes Ida Jakob Katharina Lukas Marie Niklas Olivia Paul Rosa Simon Theresa Uwe Vera Wolfgang Yvonne Zeno Jürgen Käthe Sören Özlem Björn Änne Gülcan Holger Ilse Jörg Renate Matthias Birgit Andreas Sabine Thomas Petra'.split(
    ' ',
  );
const DE_LAST =
  'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Köhler Groß Weiß Jung Böhm Yıldız Nowak Kowalski Vogt Sommer Winkler Lorenz'.split(
    ' ',
  );
const EN_FIRST = 'James Olivia Noah Amelia George Isla Arthur Freya Harry Poppy Oscar Grace'.split(' ');
const EN_LAST = "Smith Jones Taylor Brown O'Connor Wilson Davies Evans Walker Wright".split(' ');
const FR_FIRST = 'Léa François Chloé Hugo Manon Zoé Théo Inès Élodie René'.split(' ');
const FR_LAST = 'Martin Bernard Dubois Lefèvre Moreau Garçon Noël Girard'.split(' ');

const PLACES = {
  de: [
    ['01099', 'Dresden', 'DE'],
    ['10115', 'Berlin', 'DE'],
    ['20095', 'Hamburg', 'DE'],
    ['80331', 'München', 'DE'],
    ['50667', 'Köln', 'DE'],
    ['04109', 'Leipzig', 'DE'],
    ['70173', 'Stuttgart', 'DE'],
    ['1010', 'Wien', 'AT'],
    ['8001', 'Zürich', 'CH'],
  ],
  en: [
    ['EC1A 1BB', 'London', 'GB'],
    ['D02 X285', 'Dublin', 'IE'],
    ['1011 AB', 'Amsterdam', 'NL'],
  ],
  fr: [
    ['75001', 'Paris', 'FR'],
    ['67000', 'Strasbourg', 'FR'],
  ],
} as const;
const STREETS = [
  'Elbstraße',
  'Gartenweg',
  'Hauptstraße',
  'Lindenallee',
  'Am Markt',
  'Bahnhofstraße',
  'Rosenweg',
];

type Language = keyof typeof PLACES;
const NAMES: Record<Language, [string[], string[]]> = {
  de: [DE_FIRST, DE_LAST],
  en: [EN_FIRST, EN_LAST],
  fr: [FR_FIRST, FR_LAST],
};

/** An ordinary customer, drawn at random. @param number makes the address (at example.com) unique */
export function person(random: Random, number: number): Actor {
  const language = (['de', 'en', 'fr'] as const)[weighted(random, [80, 13, 7])] as Language;
  const [firstNames, lastNames] = NAMES[language];
  const firstName = pick(random, firstNames);
  const lastName = pick(random, lastNames);
  const consent = (['SUBSCRIBED', 'NOT_SUBSCRIBED', 'UNSUBSCRIBED'] as const)[weighted(random, [46, 44, 10])];
  return actor(
    {
      ...named(firstName, lastName, `${ascii(firstName)}.${ascii(lastName)}.${number}@example.com`),
      locale: language,
      account: random() < 0.35,
      address: address(random, firstName, lastName, language),
    },
    consent ?? 'NOT_SUBSCRIBED',
  );
}

export const named = (firstName: string, lastName: string, email: string | null): CustomerInput => ({
  firstName,
  lastName,
  email,
});

export function address(random: Random, firstName: string, lastName: string, language: Language = 'de') {
  const [zip, city, countryCode] = pick<readonly [string, string, string]>(random, PLACES[language]);
  return {
    firstName,
    lastName,
    address1: `${pick(random, STREETS)} ${between(random, 1, 120)}`,
    zip,
    city,
    countryCode,
  };
}

const REPLACED: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i' };

function ascii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßı]/g, (letter) => REPLACED[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}
