// The second workload: rules of which no sub-expression stands twice, in any rule. Made for every peer alike. A rule
// is of the shape of the first workload's: one atom, or a conjunction or disjunction of two or three, some over a
// list. No atom is under a negation, so that `p < v` on a missing p may be undecided and the rule still does not
// match.
const NUMBERS = {
  'crm.seats': [1, 500],
  'crm.arr': [1000, 400000],
  'crm.close_day': [19700, 20300],
  'contract.seats': [1, 500],
  'contract.start_day': [19700, 20360],
  'contract.term_months': [1, 48],
  'contract.sla_hours': [1, 48],
  'order_form.seats': [1, 500],
  'order_form.integrations': [0, 6],
  'handoff.promised_days': [5, 60],
  'billing.seats': [1, 500],
  'provisioning.seats': [1, 500],
  'ai.confidence': [0.3, 1],
  'ai.missing_count': [0, 5],
};
const WORDS = {
  'crm.plan': ['starter', 'growth', 'pro', 'enterprise'],
  'crm.region': ['us', 'eu', 'uk', 'ch', 'apac', 'latam'],
  'crm.segment': ['smb', 'mid', 'ent'],
  'crm.industry': ['retail', 'health', 'finance', 'gov', 'saas', 'media', 'logistics'],
  'contract.plan': ['starter', 'growth', 'pro', 'enterprise'],
  'contract.data_region': ['us', 'eu', 'uk', 'ch', 'apac', 'latam'],
  'order_form.plan': ['starter', 'growth', 'pro', 'enterprise'],
  'billing.plan': ['starter', 'growth', 'pro', 'enterprise'],
  'billing.status': ['active', 'past_due', 'failed', 'trial'],
  'provisioning.status': ['pending', 'ready', 'done', 'failed'],
  'provisioning.region': ['us', 'eu', 'uk', 'ch', 'apac', 'latam'],
  'security.review_status': ['approved', 'pending', 'rejected'],
  'ai.risk_tier': ['low', 'medium', 'high'],
  'ai.suggested_plan': ['starter', 'growth', 'pro', 'enterprise'],
};
const LISTS = {
  tasks: { words: ['@status', ['open', 'in_progress', 'blocked', 'done']], numbers: ['@due_day', [19700, 20400]] },
  messages: { words: ['@from', ['customer', 'csm', 'sales']], numbers: ['@sentiment', [-1, 1]] },
  stakeholders: { words: ['@role', ['admin', 'billing', 'sponsor', 'technical', 'legal', 'user']] },
};

export function unshared(n) {
  let state = 20261122;
  const below = k => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 4294967296 * k);
  };
  const pick = list => list[below(list.length)], seen = new Set();
  const once = make => {
    for (; ;) {
      const x = make(), key = JSON.stringify(x);
      if (!seen.has(key)) return seen.add(key) && x;
    }
  };
  // Thresholds keep three digits behind the point: numbers that no other rule has.
  const between = (low, high) => Math.round((low + (high - low) * below(1000003) / 1000003) * 1000) / 1000;
  const number = (p, [low, high]) => ({ op: pick(['lt', 'le', 'gt', 'ge']), p, v: between(low, high) });
  const word = (p, values) => ({ op: 'in', p, v: [...values.filter(() => below(2) === 0), 'w' + below(100000)] });
  const atom = () => once(() => {
    if (below(3) > 0) { const p = pick(Object.keys(NUMBERS)); return number(p, NUMBERS[p]); }
    const p = pick(Object.keys(WORDS)); return word(p, WORDS[p]);
  });
  const list = () => {
    const arr = pick(Object.keys(LISTS)), { words, numbers } = LISTS[arr], xs = [once(() => word(...words))];
    if (numbers) xs.push(once(() => number(...numbers)));
    return { op: 'any', arr, x: xs.length > 1 ? { op: 'and', xs } : xs[0] };
  };
  const rule = () => {
    const shape = below(10);
    if (shape === 0) return list();
    if (shape === 1) return { op: 'and', xs: [atom(), list()] };
    if (shape < 4) return atom();
    if (shape < 8) return { op: 'and', xs: [atom(), atom()] };
    if (shape === 8) return { op: 'or', xs: [atom(), atom()] };
    return { op: 'and', xs: [{ op: 'or', xs: [atom(), atom()] }, atom()] };
  };
  const actions = i => [[(i * 5) % 6, 1 + (i % 2)], [(i * 11 + 3) % 6, 1]];
  return Array.from({ length: n }, (_, i) => ({ i, id: 'U' + i, x: rule(), tier: (i * 7) % 4, act: actions(i) }));
}
