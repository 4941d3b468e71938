import { Lab, burn } from "./storage-staleness/lab.mjs";
import * as running from "./storage-staleness/cases-running.mjs";
import * as away from "./storage-staleness/cases-away.mjs";
import * as lost from "./storage-staleness/cases-lost.mjs";
const engine = process.argv[2];
const part = process.argv[3] ?? "away";
const show = (rows) => { for (const r of rows) console.log(engine, JSON.stringify(r)); };
const lab = await Lab.open(engine);
try {
  const hid=[]; if(part==="away"){for(let i=0;i<3;i++) hid.push(await lab.openPage("hidden"+i,{type:i===0?"window":"tab"}));await lab.session.openTab("tab");}
  const writer = await lab.openPage("writer");
  const reader = await lab.openPage("reader");
  const readers=[reader];
  const t=async(f,o)=>{const b=Date.now();try{show(await f(lab,{writer,reader,readers,...o}))}catch(e){console.log(f.name,e)};console.log(f.name, Date.now()-b,"ms")};
  if(part==="away"){
  console.log(await lab.processesOf([writer, reader,...hid]), await lab.visibilityOf([writer, reader,...hid]));
  await t(running.longTasks,{rounds:20});
  await t(running.messages,{count:200,name:"g message"});
  await t(running.locks,{readers:[writer,reader],count:20});
  await t(running.hidden,{hiddenOnes:hid,seconds:6});
  if(engine==="chromium") await t(away.frozen,{reader:hid[0],rounds:3});
  await t(away.loads,{rounds:30});
  await t(away.loads,{rounds:30,isElsewhere:true});
  await t(away.newTabs,{rounds:3});
  await t(away.restored,{rounds:5});
  await t(away.stopped,{readers:[reader,...hid],rounds:4,stopMs:1000});
  await t(away.stoppedInput,{rounds:3,stopMs:500});
  } else {
  await t(lost.navigating,{rounds:3});
  if(engine!=="webkit") await t(lost.killed,{rounds:3});
  }
} finally { await lab.close(); }
