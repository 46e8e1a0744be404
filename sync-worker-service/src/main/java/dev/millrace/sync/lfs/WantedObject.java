package dev.millrace.sync.lfs;

import dev.millrace.git.lfs.LfsObject;

/**
 * An object that a mirror lacks.
 *
 * @param tries how often it was requested without success, 0 or more
 */
record WantedObject(LfsObject object, int tries) {}
