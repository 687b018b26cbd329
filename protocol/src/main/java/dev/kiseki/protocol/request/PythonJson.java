package dev.kiseki.protocol.request;

import dev.kiseki.event.rule.PythonText;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values of a {@link JsonTree} as {@code json.dumps(value)} prints them. */
public final class PythonJson {
  private PythonJson() {}

  public static String of(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Object value) {
    if (value instanceof Map<?, ?> fields) {
      out.append('{');
      for (Iterator<? extends Map.Entry<?, ?>> each = fields.entrySet().iterator();
          each.hasNext(); ) {
        Map.Entry<?, ?> field = each.next();
        out.append(PythonText.json(field.getKey().toString())).append(": ");
        append(out, field.getValue());
        out.append(each.hasNext() ? ", " : "");
      }
      out.append('}');
    } else if (value instanceof List<?> members) {
      out.append('[');
      for (Iterator<?> each = members.iterator(); each.hasNext(); ) {
        append(out, each.next());
        out.append(each.hasNext() ? ", " : "");
      }
      out.append(']');
    } else {
      out.append(PythonValue.json(value)); // separators are in neither
    }
  }
}
