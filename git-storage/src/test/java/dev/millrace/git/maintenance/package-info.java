/** Tests of the maintenance of packs. */
package dev.millrace.git.maintenance;
