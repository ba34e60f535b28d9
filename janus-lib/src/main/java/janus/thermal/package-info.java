/** Heat: packages, floorplans and the temperature of each block of a die. */
package janus.thermal;
