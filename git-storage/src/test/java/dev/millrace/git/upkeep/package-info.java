/** Tests of the upkeep. */
package dev.millrace.git.upkeep;
