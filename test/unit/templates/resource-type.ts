/** What is known of one type of resource. */
export interface ResourceType {
  /** What `Fn::GetAtt` may name. */
  readonly attributes: readonly string[];
  readonly properties: PropertyTable;
  /** What is wrong with properties in which no function is left. */
  complaints(properties: Readonly<Record<string, unknown>>): readonly string[];
}

/** The properties there are, by their names in a template. */
export type PropertyTable = ReadonlyMap<string, PropertyFact>;

export interface PropertyFact {
  /** What may stand in it, where that is told. */
  readonly nested: PropertyTable | undefined;
  /** What the vendor's own code calls it. */
  readonly vendorName: string;
}
