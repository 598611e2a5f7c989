/** A run's downloads in text formats. */
@NullMarked
package klt.controller.http.download;

import org.jspecify.annotations.NullMarked;
