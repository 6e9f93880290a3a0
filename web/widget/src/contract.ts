// The shapes of the public contract that the widget reads; /openapi.json is their source.

export interface Choice {
  choice_id: string;
  label: string;
}

/** A card of any type; fields are read with care, since newer services may send types that this file does not know. */
export interface Card {
  type: string;
  [field: string]: unknown;
}

export type Urgency = "none" | "home_care" | "doctor_24h" | "hospital_now" | "call120";

export interface Reply {
  texts: string[];
  cards: Card[];
  choices: Choice[];
  citations: { entry_id: string; title: string; source: string; checked_on: string }[];
  urgency: Urgency;
  handover: boolean;
  answer_id: string;
}

export interface Item {
  seq: number;
  from: "caregiver" | "assistant" | "operator";
  created_at?: string;
  text?: string | null;
  reply?: Reply | null;
  client_message_id?: string | null;
}

export interface Credential {
  conversation_id: string;
  token: string;
  expires_at: string;
}

export interface Place {
  latitude: number;
  longitude: number;
  datum: "wgs84";
}

/** Exactly one of the three. */
export interface Content {
  text?: string;
  choice?: string;
  location?: Place;
}

export interface SiteNote {
  kind: string;
  title: string;
  text: string;
  phone: string;
}

export interface Site {
  name: string;
  has_logo: boolean;
  accent: string;
  position: string;
  greeting: string;
  topics: string[];
  provided_by: string;
  notes: SiteNote[];
  notice: { text: string; url: string };
}

export type Handover = "none" | "waiting" | "on" | "closed";

export function isUrgent(urgency: string | undefined): boolean {
  return urgency === "call120" || urgency === "hospital_now";
}
