export interface MarketDetectors {
  x: number;
}
