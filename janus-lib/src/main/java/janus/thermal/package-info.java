/** Heat: packages, floorplans, and how hot each block of a die becomes. */
package janus.thermal;
