/** The values of a run's messages: chooses the writer for each format, and prepares the formats that need it. */
@NullMarked
package klt.worker.produce.payload;

import org.jspecify.annotations.NullMarked;
