/** Tests of the git storage, on a real PostgreSQL. */
package dev.millrace.git;
