use super::*;

#[test]
#[ignore = "scratch"]
fn scratch_dump() {
    let mut score = Score::default();
    newsrooms(SEEDS).filter(|n| n.event < 6).for_each(|n| score.add(&n, &find(&n)));
    println!("TUNING {}", score.table());
    let all: Vec<Value> = newsrooms(SEEDS).filter(|n| n.event < 6)
        .map(|n| {
            let mut edges = owners(&n);
            let cited = cites(&n);
            edges.extend(cited.edges.clone());
            edges.extend(copies(&n));
            let found = find(&n);
            serde_json::json!({
                "seed": n.seed, "event": n.event, "claim": n.claim, "bears": n.bears, "misspelt": n.misspelt,
                "sources": n.sources.iter().map(|s| serde_json::json!({"name": s.name, "kind": format!("{:?}", s.kind), "owner": s.owner, "domain": s.domain})).collect::<Vec<_>>(),
                "items": n.items.iter().map(|i| serde_json::json!({"source": i.source, "published": i.published.to_string(), "text": i.text, "evidence": i.evidence.clone().map(|r| [r.start, r.end])})).collect::<Vec<_>>(),
                "pairs": n.truth.pairs.iter().map(|p| serde_json::json!({"a": p.a, "b": p.b, "joined": p.joined, "possible": p.possible, "kinds": p.kinds.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>(), "innocent": p.innocent.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>()})).collect::<Vec<_>>(),
                "truth_edges": n.truth.edges.iter().map(|e| format!("{:?}->{:?} {:?} {} {}", e.from, e.to, e.kind, e.directed, e.sure)).collect::<Vec<_>>(),
                "ghosts": n.truth.ghosts, "least": n.truth.least, "most": n.truth.most,
                "found_ghosts": cited.ghosts.iter().map(|g| serde_json::json!([g.number, g.name, g.unnamed])).collect::<Vec<_>>(),
                "edges": edges.iter().map(|e| serde_json::json!([e.a.to_string(), e.b.to_string(), e.reason.word(), e.detail, e.sure])).collect::<Vec<_>>(),
                "found": [found.least, found.most], "fjoined": found.joined, "fpossible": found.possible,
            })
        })
        .collect();
    fs::write("/tmp/indep-dump.json", serde_json::to_vec(&all).unwrap()).unwrap();
}
