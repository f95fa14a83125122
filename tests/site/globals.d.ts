// What the site's scripts share and TypeScript cannot see: each is a script of its own, and pages decide what is there.
declare const calcdrill: any;
declare const calcdrillContour: any;
declare const calcdrillData: any;
declare const calcdrillDescent: any;
declare const calcdrillFunctions: any;
declare const calcdrillGrader: any;
declare const calcdrillGraphs: any;
declare const calcdrillHistory: any;
declare const calcdrillOrder: any;
declare const calcdrillPredict: any;
declare const calcdrillSchedule: any;
// The service worker's first lines are written by the site's builder.
declare const VERSION: string;
declare const FIRST: string[];
declare const LATER: string[];

interface Window {
  calcdrill: any;
  calcdrillData: any;
  calcdrillHistory: any;
  calcdrillOrder: any;
  calcdrillSchedule: any;
  clients: any;
  skipWaiting(): any;
}
interface Event {
  request: any;
  pointerType: string;
  respondWith(answer: any): void;
  waitUntil(work: any): void;
}
interface EventTarget {
  closest(selectors: string): any;
  files: any;
  value: any;
  tagName: any;
  readonly isContentEditable: boolean;
}
// The pages are the project's own: what a selector finds is the element that stands there.
interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}
interface Element {
  closest(selectors: string): any;
}
