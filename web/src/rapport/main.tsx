import { render } from 'preact';
import { t } from '../i18n/report.ts';
import { startShell } from '../ui/shell.ts';
import { startWorker } from '../ui/worker.ts';
import { App } from './App.tsx';

startShell(t.title);
const app = document.getElementById('app');
if (app) {
  app.replaceChildren(); // the server's plain form has done its work
  render(<App />, app);
}
startWorker();
