// The rule language of tocsin, version 1, as editors read it: docs/language.md has its meaning.
// A newline ends a clause unless the next line begins with a word that continues it; which words
// those are depends on the clause, so each kind of end is a token of its own (src/scanner.c).

const list = (item) => seq(item, repeat(seq(',', item)));
const listed = (open, item, close) => seq(open, optional(seq(list(item), optional(','))), close);
const block = (item) => seq('{', repeat(choice(item, ';')), '}');

const FIGURE = /[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?/;
const TIME_UNIT = /ms|us|ns|[smhdw]/;
const DATE = /[0-9]{4}-[0-9]{2}-[0-9]{2}/;
const CLOCK = /[0-9]{2}:[0-9]{2}(:[0-9]{2})?/;

const PREC = {or: 1, and: 2, not: 3, compare: 4, add: 5, multiply: 6, minus: 7};

module.exports = grammar({
  name: 'tocsin',
  word: $ => $.identifier,
  extras: $ => [/[ \t\r\n\uFEFF]/, $.comment, $.doc_comment],

  // In the order of the enum in src/scanner.c. The last is never asked for: it is valid only while
  // the parser recovers from an error.
  externals: $ => [
    $._end, $._end_of_measure, $._end_of_window, $._end_of_rung, $._end_of_head, $._end_of_route,
    $._end_of_incident, $._end_of_suppress, $._recovering,
  ],

  // `5/s` is a rate, `5/size` a division.
  conflicts: $ => [[$.rate, $._value]],

  rules: {
    source_file: $ => repeat(choice($.header, $._declaration, ';')),

    // ---- file and declarations
    header: $ => seq('tocsin', $.number, $._end),
    _declaration: $ => choice(
      $.use, $.unit, $.severity, $.let, $.model, $.watch, $.template, $.channel, $.route,
      $.incident, $.mute, $.silence, $.suppress, $.test),
    use: $ => seq('use', field('path', $.string), optional(seq('as', field('name', $._name))),
                  $._end),
    unit: $ => seq('unit', list(alias($.identifier, $.unit_name)), $._end),
    severity: $ => seq('severity', $._severity, repeat1(seq('<', $._severity)), $._end),
    let: $ => seq('let', field('name', $._name), optional($.parameters), '=',
                  field('value', $._expression), $._end),
    parameters: $ => listed('(', $.parameter, ')'),
    parameter: $ => seq(field('name', $._name), ':', $.type,
                        optional(seq('=', field('default', $._expression)))),

    // ---- model: the event schema
    model: $ => seq('model', field('name', $._name), optional(field('title', $.string)),
                    alias($._model_block, $.block)),
    _model_block: $ => block(choice($.time, $.key, $.source, $.reference, $.field, $.meta)),
    time: $ => seq('time', field('name', $._name), optional($._zone),
                   optional(seq(',', 'lateness', $.duration)), $._end),
    key: $ => seq('key', list(field('name', $._name)), $._end),
    source: $ => seq(choice('source', 'labels'), choice($.call, $.path), $._end),
    reference: $ => seq('reference', field('name', $._name), choice(
      seq('from', $.string, optional(seq('taken', $.datetime))),
      seq('rolling', $.duration, optional(seq('ago', $.duration)))), $._end),
    field: $ => seq(field('role', choice('feature', 'prediction', 'score', 'label', 'field')),
                    field('name', $._name), ':', $.type, repeat(seq(',', $.attribute)), $._end),
    attribute: $ => choice(
      'optional', 'sensitive', seq('positive', $.string), seq('within', $.duration),
      seq('arrives', $._name), seq('for', $.string), seq('range', $.range),
      seq('column', $.string)),
    type: $ => choice(
      'bool', 'int', 'share', 'time', 'text', 'severity', 'reference', seq('any', 'field'),
      seq('number', optional(seq('in', alias($.identifier, $.unit_name)))),
      seq('duration', optional(seq('in', alias($.identifier, $.unit_name)))),
      seq('category', optional(seq('of', choice($.set, $.path))))),
    meta: $ => seq(choice(
      seq(choice('owner', 'runbook', 'dashboard', 'because', 'message'), $.string),
      seq('tag', field('name', $._name), '=', $.string)), $._end),

    // ---- watch: monitors of one model
    watch: $ => seq('watch', field('model', $.path), alias($._watch_block, $.block)),
    _watch_block: $ => block(choice($.let, $.monitor, $.every, $.needs, $.gap, $.meta)),
    every: $ => seq('every', $.duration, $._end),
    monitor: $ => seq(field('kind', $.kind), field('name', $._name),
                      optional(field('title', $.string)),
                      optional(seq('was', field('was', $._name))), optional($.instance),
                      $._body),
    kind: _ => choice('fear', 'quality', 'drift', 'contract', 'performance', 'service'),
    instance: $ => seq('from', field('template', $.path), optional($.arguments)),
    _body: $ => choice(alias($._clauses, $.block), $._end_of_head),
    _clauses: $ => block(choice(
      $.measure, $.window, $.by, $.needs, $.gap, $.expect, $.paused, $.meta, $.rung)),
    template: $ => seq('template', field('name', $._name), optional($.parameters),
                       optional(seq('for', $.kind)), alias($._clauses, $.block)),
    measure: $ => seq('measure', choice($.raw, $._expression), optional($.where),
                      optional(seq('against', field('reference', $.path))),
                      choice(alias($._window, $.window), $._end_of_measure)),
    raw: $ => seq(choice('promql', 'sql'), alias($.string, $.query), optional(seq('as', $.type))),
    where: $ => seq('where', $._expression),
    window: $ => $._window,
    _window: $ => seq('over', $._span, optional(seq('every', $.duration)),
                      optional(choice('matured', seq('on', 'arrival'))), $._end_of_window),
    _span: $ => choice(seq('each', choice(
      $._events, 'batch', seq(choice('hour', 'day', 'week', 'month'), optional($._zone)),
      $.duration)), $._events, $.duration),
    _events: $ => seq($.number, 'events'),
    _zone: $ => seq('in', $.string),
    by: $ => seq('by', list($.segment), optional(seq('top', $.number)),
                 optional(seq('and', 'overall')), $._end),
    segment: $ => seq(field('name', $._name), optional(seq('of', choice($.set, $.path)))),
    needs: $ => seq('needs', list(choice(
      seq($.percent, 'labelled'), seq($.number, choice('events', 'labels', 'positives')))), $._end),
    gap: $ => seq($._gap_words, choice(
      'keep', 'ok', seq($._severity, optional(seq('after', $.duration)))), $._end),
    _gap_words: _ => choice(seq('no', 'data'), seq('too', 'few')),
    expect: $ => seq('expect', field('name', $._name), ':', field('condition', $._expression),
                     choice(alias($._clauses, $.block), $._end)),
    paused: $ => seq(choice(seq('paused', 'until', $.datetime, 'because', $.string),
                            seq('trial', 'until', $.datetime)), $._end),
    rung: $ => seq($._severity, 'when', $._trigger,
                   optional(seq('for', choice(seq($.number, 'of', $.number), $.duration))),
                   optional($.until), $._end_of_rung),
    _trigger: $ => seq(choice(seq($.operator, $._value), seq(choice('outside', 'inside'), $.range),
                              $.boolean), optional(seq('with', $.percent, 'confidence'))),
    until: $ => seq('until', choice('clear', $._trigger), optional(seq('for', $.duration))),

    // ---- delivery
    channel: $ => seq('channel', field('name', $._name), ':',
                      field('kind', alias($._name, $.channel_kind)),
                      alias($._settings, $.block)),
    _settings: $ => block($.setting),
    setting: $ => seq(field('name', $._name), field('value', $._expression), $._end),
    route: $ => seq('route', optional('only'), list($._severity), optional($.where), 'to',
                    list(field('channel', $._name)), repeat($.option), $._end_of_route),
    option: $ => choice(
      seq(choice('repeat', 'wait'), $.duration), 'quietly',
      seq('escalate', 'to', field('channel', $._name), 'after', $.duration),
      seq('group', 'by', list($.path)),
      seq('digest', choice('hourly', seq(choice('daily', $.day), $.time_of_day, $._zone)))),
    incident: $ => seq('incident', 'from', $._severity, optional(seq('by', list($.path))),
                       optional(seq('join', $.duration)), $._end_of_incident),
    mute: $ => seq('mute', field('name', $._name), optional(field('title', $.string)),
                   alias($._mute_block, $.block)),
    _mute_block: $ => block(choice($.period, $.on, $.up_to)),
    period: $ => seq('every', choice('day', 'weekday', 'weekend', list($.day)), $.time_of_day,
                     '..', $.time_of_day, optional($._zone), $._end),
    on: $ => seq('on', $._selector, $._end),
    up_to: $ => seq('up', 'to', $._severity, $._end),
    day: _ => choice('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'),
    silence: $ => seq('silence', $._selector, optional($.where), 'from', $.datetime, 'to',
                      $.datetime, 'because', $.string, 'by', $.string, $._end),
    suppress: $ => seq('suppress', $._selector, 'while', $.path,
                       optional(seq($.operator, $._severity)),
                       optional(seq('same', list($._name))), $._end_of_suppress),
    _selector: $ => list($.pattern),
    pattern: $ => seq(choice($._name, '*'), repeat(seq('.', choice($._name, '*')))),

    // ---- tests
    test: $ => seq('test', field('title', $.string), optional(seq('of', $.path)),
                   alias($._test_block, $.block)),
    _test_block: $ => block(choice(
      $.clock, $.seed, $.load, $.reference, $.given, $.send, $.feed, $.quiet, $.ignore, $.at,
      $.expectation)),
    clock: $ => seq('clock', $.datetime, optional($._zone), $._end),
    seed: $ => seq('seed', $.number, $._end),
    load: $ => seq('load', $.string, $._end),
    given: $ => seq('given', alias($._record, $.block)),
    send: $ => seq('send', $._events, optional(seq('to', $.path)), 'over', $.duration,
                   optional(seq('from', $._offset)), alias($._record, $.block)),
    feed: $ => seq('feed', $.path, '=', $._expression, 'over', $.duration, $._end),
    quiet: $ => seq('quiet', $.duration, $._end),
    ignore: $ => seq('ignore', $._selector, $._end),
    at: $ => seq('at', $._offset,
                 choice(seq('expect', $.outcome),
                        seq('acknowledge', $.path, optional($.where))), $._end),
    expectation: $ => seq('expect', $.outcome, $._end),
    _record: $ => block($.assignment),
    assignment: $ => seq(field('name', $._name), '=', choice('missing', $._expression),
                         optional(seq('after', $.duration)), $._end),
    outcome: $ => choice(
      seq('no', 'alert', optional(seq('from', $.path)), optional($.where), optional($._when)),
      seq('no', 'message', 'to', $._name, optional($._when)),
      seq(choice('notified', seq('digest', 'to')), $._name, optional($._when)),
      seq('value', 'of', $.path, optional($.where), $.operator, $._value,
          optional(seq('within', $._value))),
      seq($.path, optional($.where), 'is', choice('ok', 'pending', $._gap_words)),
      seq($.path, optional($.where), 'held', 'back', optional(seq('by', $.path)),
          optional($._when)),
      seq($._severity, 'from', $.path, optional($.where), optional($._when))),
    _when: $ => choice(seq('between', $._offset, 'and', $._offset), seq('by', $._offset)),
    _offset: $ => choice(seq('+', $.duration), $.datetime, $.time_of_day),

    // ---- expressions
    _expression: $ => choice($.logical, $.negation, $.comparison, $._value),
    logical: $ => choice(
      prec.left(PREC.or, seq($._expression, 'or', $._expression)),
      prec.left(PREC.and, seq($._expression, 'and', $._expression))),
    negation: $ => prec(PREC.not, seq('not', $._expression)),
    comparison: $ => prec(PREC.compare, seq($._value, choice(
      seq($.operator, $._value), seq(optional('not'), 'in', choice($.range, $._value)),
      seq('is', choice('missing', 'present')), seq('like', $.string)))),
    operator: _ => choice('<=', '>=', '!=', '<', '>', '='),
    range: $ => seq($._value, '..', $._value),
    _value: $ => choice(
      $.sum, $.product, $.minus, $.parenthesis, $.call, $.path, $.set, $.datetime, $.rate,
      $.duration, $.percent, $.points, $.number, $.tagged, $.string, $.boolean),
    sum: $ => prec.left(PREC.add, seq($._value, choice('+', '-'), $._value)),
    product: $ => prec.left(PREC.multiply, seq(
      $._value, choice('*', '/', alias($._slash, '/')), $._value)),
    minus: $ => prec(PREC.minus, seq('-', $._value)),
    parenthesis: $ => seq('(', $._expression, ')'),
    call: $ => seq(field('function', $.path), $.arguments),
    arguments: $ => listed('(', $.argument, ')'),
    argument: $ => choice(
      seq(field('name', choice($._name, $.string)), ':', $._expression),
      seq($._expression, optional($.where)), $.where),
    set: $ => listed('[', $._expression, ']'),

    // ---- names and literals
    path: $ => seq($._name, repeat(seq('.', $._name))),
    _severity: $ => alias($._name, $.severity_name),
    _name: $ => choice($.identifier, $.quoted_name),
    identifier: _ => /[A-Za-z_][A-Za-z0-9_]*/,
    quoted_name: _ => /`[^`\n]+`/,
    boolean: _ => choice('true', 'false'),
    number: _ => token(FIGURE),
    rate: $ => seq($.number, alias($._slash, '/'), alias($._per, $.unit_name)),
    _slash: _ => token.immediate('/'),
    _per: _ => choice('ms', 'us', 'ns', 's', 'm', 'h', 'd', 'w'),
    duration: _ => token(repeat1(seq(FIGURE, TIME_UNIT))),
    percent: _ => token(seq(FIGURE, '%')),
    points: _ => token(seq(FIGURE, 'pp')),
    tagged: _ => token(seq(FIGURE, /[A-Za-z_][A-Za-z0-9_]*/)),
    datetime: _ => token(seq(DATE, optional(seq(
      'T', CLOCK, optional(choice('Z', /[+-][0-9]{2}:[0-9]{2}/)))))),
    time_of_day: _ => token(CLOCK),
    string: $ => choice(
      token(seq('"""', repeat(choice(/[^"]/, /"[^"]/, /""[^"]/)), '"""')),
      seq('"', repeat(choice($._characters, $.escape)), token.immediate('"'))),
    _characters: _ => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape: _ => token.immediate(/\\([nt"\\{}]|u\{[0-9a-fA-F]+\})/),
    comment: _ => token(/#([^#\n][^\n]*)?/),
    doc_comment: _ => token(/##[^\n]*/),
  },
});
